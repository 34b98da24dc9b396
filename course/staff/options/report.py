"""The words of `course report`."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from course.staff.options.values import FORM

# Canvas knows a student by any of these. Its importer (lib/gradebook_importer.rb) wants the columns in this order.
CANVAS = ("ID", "SIS User ID", "SIS Login ID")


def add_arguments(parser):
    """Whose results, and which tables beside the page."""
    parser.formatter_class, parser.epilog = RawDescriptionHelpFormatter, FORM
    parser.add_argument("folder", type=Path, metavar="DIR", help="the results of course grade --out DIR; gets "
                        "report.html, and grades.csv and totals.csv as they are today")
    parser.add_argument("--class", dest="class_file", type=Path, metavar="FILE", help="who is in the class, and until "
                        "when they hand in: a file of the form below (default: that of the last run of course grade)")
    parser.add_argument("--canvas", type=Path, metavar="FILE", help="also writes the points of each unit as a CSV that "
                        "Canvas imports")
    parser.add_argument("--canvas-id", choices=CANVAS, default=CANVAS[-1], metavar="COLUMN", help="what students are "
                        f"called after, where the roster is not Canvas' own: one of {', '.join(CANVAS)} (default: "
                        "%(default)s)")
    parser.add_argument("--moodle", type=Path, metavar="FILE", help="the same as a CSV for Moodle")
    parser.add_argument("--send-back", type=Path, metavar="FOLDER", help="also writes zips of the pages of feedback, "
                        "one for each unit, for Canvas (Upload Submissions) and Moodle (Upload multiple feedback files "
                        "in a zip), named as hand-ins from there were")
