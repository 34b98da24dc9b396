"""What becomes of the marks.

  gradebook    a folder of results that survives whatever stops a run; the table of points
  feedback     one page for each student
  summary      what a class did, as data; classpage, the same as a page
  export       tables for learning platforms
  document     HTML pages
"""
