"""The commands of `course` that need more than the standard library: each has a main, and its words in `options`.

`grading` is no command, but one run of `grade`.
"""
