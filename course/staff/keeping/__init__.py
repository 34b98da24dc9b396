"""The folder that a student works in: given once, brought up to date without touching answers, started afresh.

Standard library only: it runs whenever the lab is opened. In go the notebooks that the course gives today, and what it
gave before; what comes out is in the folder, and a sentence for each change. In the order of reading:
  cells     notebooks as plain data, and which cell of one version is which of another
  merging   what was given, what is given now and what a student made of it, as one notebook
  files     whole files, written or left as they were
  given     what the course gives today, and the versions that it has given before
  held      the notebooks that a student has, and under which names
  folder    a folder of notebooks: made, brought up to date, reset
"""
