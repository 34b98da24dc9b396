"""What a class is: who is in it, which units count, until when, and what it costs to be late. All of it is optional.

In goes a small file in TOML, with the roster that a platform exports; out come students and dates. In the order of
reading:
  roster      students, and who of them a sender is
  late        the rule for what comes late
  classfile   the file
"""
