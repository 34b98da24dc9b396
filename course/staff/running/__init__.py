"""Running code that nobody trusts, and talking to it.

In go the cells of a notebook, out come answers to requests, as plain data. In the order of reading:
  process      a child process, here without protection
  sandbox      the same in bubblewrap
  probe        what tries to get out of it, before it is believed
  alarm, talk  one conversation, within time limits
  deadline     an end to trusted code that takes too long
  stopwatch    time of its own for cells and for checks
  submission   the cells of one notebook, run up to a place, and run again without what ended the child
The other side of the conversation is `course.staff.inside`.
"""
