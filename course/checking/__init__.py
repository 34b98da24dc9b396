"""What an exercise is. In goes a student's answer, out comes a report; nothing in here knows an exercise.

In the order of reading:
  outcome              what one check can find
  counting             numbers that count how they are used
  gate                 the plain data that may pass between a check and an answer
  compare, forms       is it the same, and if not, how does it differ; is it of the form that was asked for
  permits, work        what an answer may call; an answer as a check calls it
  report               outcomes as text and HTML
  session, exercise    what a kernel remembers; checks in order, points, hints
  standing             where a student stands in a unit
"""
from course.checking.compare import distinct, expect, kind, predict, same, show_call
from course.checking.counting import Counted, reveal
from course.checking.exercise import Exercise, points
from course.checking.forms import has_form, shaped
from course.checking.gate import NotPlain, Served, plain
from course.checking.outcome import STATUS, Mismatch, Mistake, NotStarted, Outcome, Stopped
from course.checking.report import Report, to_html, to_text
from course.checking.session import Text
from course.checking.standing import Progress, Unit, progress
from course.checking.work import LocalWork

__all__ = [
    "STATUS", "Counted", "Exercise", "LocalWork", "Mismatch", "Mistake", "NotPlain", "NotStarted", "Outcome",
    "Progress", "Report", "Served", "Stopped", "Text", "Unit", "distinct", "expect", "has_form", "kind", "plain",
    "points", "predict", "progress", "reveal", "same", "shaped", "show_call", "to_html", "to_text"]
