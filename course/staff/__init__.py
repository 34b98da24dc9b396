"""What instructors and CI run. Nothing here is imported by a notebook.

  commands     one file for each command; they put the others together
  setup        a Python that has what a command needs
  options      what each command may be told
  authoring    solutions/ -> notebooks/
  running      untrusted code, in a sandbox; `inside` is the part of it that runs in there
  keeping      the folder that a student works in, brought up to date
  handins      what arrived -> whose work on which unit, of when
  classes      who is in the class, due dates, a late rule
  marking      hand-in -> points and reports
  results      points and reports -> tables and pages
  nbgrader     the same for who uses nbgrader
  site         notebooks -> a web site

Grading goes commands.grade -> handins -> marking.worker -> marks -> standin -> running.submission -> talk <-> inside,
and from there to results.gradebook and feedback. commands.report goes results.standing -> tables, export and classpage.
"""
