"""How plain NumPy code reaches the rules, and what a run leaves behind.

In goes a function in plain NumPy, or a program as data, with its inputs; out comes a graph. In the order of reading:
  outside       what may come in and go out: real numbers, and constants as they are at that moment
  running       one run: which are going on, and why one failed, in a sentence
  rearranged    NumPy functions that move entries, made of functions of the table
  combined      those that compute with entries
  multiplied    products of vectors and matrices
  numpy_names   which NumPy function is which row, or made of which rows
  syntax        operators, methods and NumPy's protocols on traced values
  programs      a program as plain data: a list of steps
  graph         the nodes and edges of one run
"""
