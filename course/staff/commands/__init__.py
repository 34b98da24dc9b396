"""The commands of `course` that need more than the standard library: each has add_arguments and main.

`grading` is no command, but one run of `grade`.
"""
