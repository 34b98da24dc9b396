"""From the notebooks of solutions/, the only source, to those that students get.

In goes a solution notebook and the unit's exercises, out comes the student's version. In the order of reading:
  asked             which units a command is about
  pages             notebooks as files
  numbering         numbers, titles and worth, from the list of units
  faults            what is wrong with a notebook, as sentences
  execute           run it, and keep what is the same on every run
  names             which cells depend on which
  stored            what of the stored outputs a run leaves as it is
  student           cut the solutions, mark the cells
  visible           the student's version, with the outputs that tell of no answer
  demonstrations    cells that grading need not run
  reached           which files some modules need
  edition           the student edition: chosen units with all that they need
  pytest_notebooks  how nbval compares outputs
"""
