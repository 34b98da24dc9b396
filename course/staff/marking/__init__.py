"""From a notebook that was handed in to points and a report on each exercise.

  handin     whose notebook is where; its cells
  standin    a student's answer, in another process, as the checks call it
  marks      every exercise of one notebook
  workers    many notebooks, in several processes
  cluster    the same on a Dask cluster
"""
