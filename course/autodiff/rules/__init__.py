"""Each local derivative, stated once.

In comes a row for each function: its value and its partials, or its transpose, or its rules. Out comes TABLE,
which every mode, picture and program reads. In the order of reading:
  primitive     what a row is, and what it means that a value is traced
  kinds         from as little as can be stated to all that the modes ask for
  elementary    sin, exp, +, ×: entry by entry, one partial an argument
  structural    sums, shapes, joins and parts: linear in their array, stated by a transpose
  products      linear in each factor
  matrices      square matrices as a whole: linear systems, determinants
  reductions    one number of many: the largest, the mean, the norm
  table         all of them by name
"""
