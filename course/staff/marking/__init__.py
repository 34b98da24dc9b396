"""From a notebook that was handed in to points and a report on each exercise.

  checksums  which checks gave a mark
  helpers    files beside the notebook
  standin    a student's answer, in another process, as the checks call it
  places     after which cells an exercise is looked at
  marks      every exercise of one notebook
  worker     one process that marks, with limits on its own time and memory
  workers    many notebooks, in several of them
  cluster    the same on a Dask cluster
  counted    how far a run is
"""
