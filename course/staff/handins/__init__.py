"""What students have handed in, as it arrives; nothing in these files is trusted.

In goes a folder or an archive, out come hand-ins: whose work on which unit, from which file, of when. In the order of
reading:
  files      folders, zips, and zips in zips, as one list of files
  notebook   the bytes of a notebook, its code cells and what it says of itself
  senders    who sent a file, as nbgrader, Canvas and Moodle name it
  units      which unit a notebook belongs to
  versions   which of several counts, and when it was handed in
  handin     all of it together
"""
