"""What each command may be told, and what that makes it need. Standard library only: `--help` installs nothing.

A file for each command, with `add_arguments`; `values` holds what several of them share.
"""
