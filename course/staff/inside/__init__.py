"""What runs in the sandbox, with students' code. The grader starts it, shares the wire with it, and believes nothing.

  main, zygote     one warmed-up process, forked for each submission
  jail, seccomp    namespaces, limits and forbidden calls of a fork
  empty            course.exercises and course.staff as students' code finds them: empty
  shell            IPython, to run cells in
  serve            answers requests: run a cell, call an answer
  link, wire       the conversation, from this end, and the form of its messages
"""
