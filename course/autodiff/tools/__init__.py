"""What is made of the modes.

In goes a function or a graph; out come matrices, checks, counts and tables. Each file stands by itself:
  jacobians     Jacobians, Hessians and products with them
  own_rules     rules of one's own, constants, recomputation
  numeric       differences, the complex step, the gradient check
  costs         what derivatives of a recorded run cost, counted
  elimination   the nodes of a graph leave in any order, and its path sums stay
  linear_programs  linear programs as data, and their transposes
  trace         the evaluation trace as rows
  formulas      symbolic differentiation, to compare with
  examples      programs of the literature, as data
"""
