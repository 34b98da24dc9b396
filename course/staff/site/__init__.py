"""The course as a web site of static files: a book, made of the notebooks that students get. No kernel is started.

In the order of reading:
  reading    a notebook as a page: exercises instead of stubs, hints folded
  front      the first page, and the list of the public functions
  book       all pages by Sphinx, in a folder that is thrown away
  fetched    what comes from npm
"""
