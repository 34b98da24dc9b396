"""The orders in which the weights of edges are multiplied and added up.

In goes a function or a graph, with a seed; out comes a derivative. In the order of reading:
  forward       tangents travel with the values
  tape          what reverse mode writes down
  adjoints      the sums of a sweep
  reverse       adjoints travel back along the tape
  columns       many tangents or adjoints in one pass, as the columns of a matrix
  pathwise      path by path, and all paths in one sweep over a graph
"""
