"""What becomes of the marks.

  gradebook    a folder of results that survives whatever stops a run
  older        which results are of checks that have changed since
  byhand       what was given by hand in nbgrader's gradebook
  standing     where everybody stands in every unit: the one truth of all that follows
  tables       grades.csv and totals.csv; export, tables for learning platforms
  feedback     one page for each student and unit; pages, all of them, and as zips to send back
  summary      what a class did, as data; copies, which answers are the published solution
  classpage    the page on a class
  ending       what a run says at its end
  document     HTML pages
"""
