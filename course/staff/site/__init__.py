"""The course as a web site of static files: a book, made of the notebooks that students get. No kernel is started.

In the order of reading:
  reading     a notebook as a page: exercises instead of stubs, hints folded
  front       the first page, and the list of the public functions
  book        all pages by Sphinx, in a folder that is thrown away
  fetched     what comes from npm
  wheels      the course, and Graphviz, as packages for the Python in a page
  packages    that Python with all it needs, and what it asks for at run time
  settings    its keys and buttons
  laboratory  the notebooks live: JupyterLite around it
"""
