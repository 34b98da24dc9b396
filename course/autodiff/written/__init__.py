"""The same sweeps, followed once on symbols and written down as programs.

In goes a function with examples of its arguments; out comes text, or a function compiled from text. In the order of
reading:
  symbols       a run on symbols leaves lines behind, none of them twice
  folding       the same value by less work
  spelling      a line as Python
  pasted        a line as Python that needs NumPy only
  source_code   the derivative as text, for a person
  compiler      the program as a function, for speed
"""
