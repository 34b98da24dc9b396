"""The command line: finds what a command needs, sets it up, and hands over to it. Standard library only."""

import argparse
import importlib
import importlib.util
import sys

from course import __version__
from course.staff.setup import places
from course.staff.setup.bootstrap import hand_over, known_python, python_for
from course.staff.setup.needs import ROOT
from course.staff.setup.programs import test

# name: (what it does, the extras of pyproject.toml that it needs; None: it takes things as they are)
COMMANDS = {
    "lab": ("open the course in JupyterLab, in a folder of your own; further arguments go to JupyterLab", ["lab"]),
    "test": ("run every test and every notebook; further arguments go to pytest", ["lab", "test"]),
    "check": ("run the checks on your own notebooks, and show where you stand in the course", ["lab"]),
    "reset": ("start a unit or an exercise afresh, and keep the old file", ["lab"]),
    "doctor": ("say what is installed, what is missing, and how to mend it", None),
    "build": ("run the notebooks of solutions/ and make those of notebooks/ from them", ["lab", "test"]),
    "release": ("write the student edition: a folder or zip without solutions that works on its own", ["lab", "test"]),
    "grade": ("grade a folder of submissions in a sandbox", ["grade"]),
    "report": ("show what a class has learned, and write its points for Canvas and Moodle", ["grade"]),
    "site": ("write the course as a web site of static files", ["site"]),
    "bench": ("measure the engine against other engines, as a Markdown table", ["bench"]),
}
CHECKOUT = ("build", "release", "site", "bench")  # need the solutions, or the tests
TESTED = ["grade", "nbgrader", "cluster"]  # in the instructors' repository, too


def main(argv):
    """Run one command and return its exit code."""
    try:
        return _run(argv[0], argv[1:]) if argv and argv[0] in COMMANDS else _overview(argv)
    except KeyboardInterrupt:
        print("\nStopped. Nothing is lost: start the same command again to go on.", file=sys.stderr)
        return 130


def _overview(argv):
    parser = argparse.ArgumentParser(prog="course", description="Automatic differentiation, as a course in notebooks.",
                                     epilog="Each command explains itself: course COMMAND --help")
    parser.add_argument("--version", action="version", version=f"course {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, (help, _) in COMMANDS.items():
        if not _lacking(name):
            commands.add_parser(name, help=help)
    parser.parse_args(argv)  # ends here for --help, and for a command that does not exist
    parser.print_help()
    return 2


def _lacking(name):
    """Why this copy of the course has no such command, or nothing."""
    if name == "test":
        return ("course test needs the folder of the course, and this is the installed package. course doctor looks at "
                "that.") if places.is_installed() else ""
    there = importlib.util.find_spec(f"course.staff.options.{name}")
    return "" if there and (places.is_checkout() or name not in CHECKOUT) else (
        f"course {name} is for instructors: it needs their repository, with solutions and tests, and this copy of the "
        "course is without them.")


def _run(name, rest):
    if why := _lacking(name):
        sys.exit(why)
    help, extras = COMMANDS[name]
    parser = argparse.ArgumentParser(prog=f"course {name}", description=help[0].upper() + help[1:] + ".")
    if name == "test":  # whatever else is said is for pytest
        extras = extras + TESTED * places.is_checkout() + ["browser"] * ("--long" in rest)
        return _help(parser) if rest in (["-h"], ["--help"]) else hand_over(python_for(extras), *test(rest), cwd=ROOT)
    args = _arguments(parser, name, rest)
    python = known_python(["lab"]) if extras is None else python_for([*extras, *args.extras])
    if python != sys.executable:
        return hand_over(python, "-m", "course", name, *rest)
    return importlib.import_module(f"course.staff.commands.{name}").main(args)


def _arguments(parser, name, rest):
    """What a command is told, read before anything is set up for it."""
    options = importlib.import_module(f"course.staff.options.{name}")
    options.add_arguments(parser)
    args, args.further = parser.parse_known_args(rest)
    args.extras = [extra for option, extra in getattr(options, "EXTRAS", {}).items() if getattr(args, option)]
    if args.further and name != "lab":
        parser.error("unrecognized arguments: " + " ".join(args.further))
    return args


def _help(parser):
    parser.print_help()
    return 0
