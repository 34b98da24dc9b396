"""The words of `course lab`."""

from course.staff.options.values import add_work


def add_arguments(parser):
    """Where to work; the rest goes to JupyterLab."""
    add_work(parser)
    parser.add_argument("--solutions", action="store_true", help="open solutions/, the source of the notebooks, as "
                        "instructors edit it")
    parser.add_argument("--prepare", action="store_true", help="bring the folder up to date and start nothing: for "
                        "notebooks that another program opens")
    parser.epilog = ("A number or a topic opens that unit: course lab 04. Further arguments go to JupyterLab: "
                     "--no-browser --port 8890")
