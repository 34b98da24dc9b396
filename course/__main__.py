"""The command line of the course: python -m course COMMAND, or course COMMAND once it is installed.

Each command sets up what it needs: it uses the Python that it is started with where that one has everything,
and otherwise makes .venv beside this package. Standard library only, and it starts on any Python 3.
"""

import argparse
import importlib
import sys

PYTHONS = (3, 11), (3, 15)  # from the first on, before the second; as pyproject.toml says

# name: (what it does, the extras of pyproject.toml that it needs; None: it takes things as they are)
COMMANDS = {
    "lab": ("open the course in JupyterLab, in a folder of your own; further arguments go to JupyterLab", ["lab"]),
    "test": ("run every test and every notebook; further arguments go to pytest",
             ["lab", "test", "grade", "nbgrader", "cluster"]),
    "reset": ("start a unit or an exercise afresh, and keep the old file", ["lab"]),
    "doctor": ("say what is installed, what is missing, and how to mend it", None),
    "build": ("run the notebooks of solutions/ and make those of notebooks/ from them", ["lab", "test"]),
    "check": ("run the checks on your own notebooks, and show where you stand in the course", ["lab"]),
    "grade": ("grade a folder of submissions in a sandbox", ["grade"]),
    "report": ("show what a class has learned, and write its points for Canvas and Moodle", ["grade"]),
    "bench": ("measure the engine against other engines, as a Markdown table", ["bench"]),
}


def main(argv=None):
    """Run one command and return its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    if not PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]:
        found = "{}.{}".format(*sys.version_info)
        sys.exit("The course needs Python 3.11 to 3.14, and this is Python " + found + ": start it with another one.")
    if not argv or argv[0] not in COMMANDS:
        return _overview(argv)
    try:
        return _run(argv[0], argv[1:])
    except KeyboardInterrupt:
        return 130


def _overview(argv):
    parser = argparse.ArgumentParser(prog="course", description="Automatic differentiation, as a course in notebooks.",
                                     epilog="Each command explains itself: course COMMAND --help")
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, (help, _) in COMMANDS.items():
        commands.add_parser(name, help=help)
    parser.parse_args(argv)  # ends here for --help, and for a command that does not exist
    parser.print_help()
    return 2


def _run(name, rest):
    from course.staff.setup.bootstrap import hand_over, known_python, python_for
    from course.staff.setup.needs import ROOT
    from course.staff.setup.programs import test

    help, extras = COMMANDS[name]
    parser = argparse.ArgumentParser(prog="course " + name, description=help[0].upper() + help[1:] + ".")
    if name == "test":  # whatever else is said is for pytest
        return _help(parser) if rest in (["-h"], ["--help"]) else hand_over(python_for(extras), *test(rest), cwd=ROOT)
    args = _arguments(parser, name, rest)
    python = known_python(["lab"]) if extras is None else python_for(extras)
    if python != sys.executable:
        return hand_over(python, "-m", "course", name, *rest)
    return importlib.import_module("course.staff.commands." + name).main(args)


def _arguments(parser, name, rest):
    """What a command is told, read before anything is set up for it."""
    importlib.import_module("course.staff.options." + name).add_arguments(parser)
    args, args.further = parser.parse_known_args(rest)
    if args.further and name != "lab":
        parser.error("unrecognized arguments: " + " ".join(args.further))
    return args


def _help(parser):
    parser.print_help()
    return 0


if __name__ == "__main__":
    sys.exit(main())
