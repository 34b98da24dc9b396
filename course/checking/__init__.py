"""What an exercise is: checks, outcomes, plain data, reports and progress."""
from course.checking.compare import distinct, expect, kind, predict, same, show_call
from course.checking.counting import Counted, reveal
from course.checking.exercise import Exercise, points
from course.checking.forms import has_form, shaped
from course.checking.outcome import STATUS, Mismatch, Mistake, NotStarted, Outcome, Stopped
from course.checking.plain import NotPlain, Served, plain
from course.checking.progress import Progress, Unit, progress
from course.checking.report import Report, to_html, to_text
from course.checking.session import Text
from course.checking.work import LocalWork

__all__ = [
    "STATUS", "Counted", "Exercise", "LocalWork", "Mismatch", "Mistake", "NotPlain", "NotStarted", "Outcome",
    "Progress", "Report", "Served", "Stopped", "Text", "Unit", "distinct", "expect", "has_form", "kind", "plain",
    "points", "predict", "progress", "reveal", "same", "shaped", "show_call", "to_html", "to_text"]
