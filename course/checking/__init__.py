"""What an exercise is. In goes a student's answer, out comes a report; nothing in here knows an exercise.

In the order of reading:
  outcome              what one check can find
  counting             numbers that count how they are used
  gate, loans          the plain data that may pass between a check and an answer, and functions for one call
  forms                is an answer of the form that was asked for
  differences, compare is it the same, and if not, where does it differ
  permits, work        what an answer may call; an answer as a check calls it
  report               outcomes as text and HTML
  kept                 what is kept for a student from one session to the next
  session, exercise    what a kernel remembers; checks in order, points, hints
  standing             where a student stands in a unit
"""
from course.checking.compare import expect, predict, recognise, same
from course.checking.counting import Counted, reveal
from course.checking.differences import distinct
from course.checking.exercise import Exercise, points, then
from course.checking.forms import has_form, kind, shaped, show_call
from course.checking.gate import NotPlain, plain
from course.checking.loans import Lent, LentActivation, Loan, lent
from course.checking.outcome import STATUS, Mismatch, Mistake, NotStarted, Outcome, Stopped, TooManySteps
from course.checking.report import Report, to_html, to_text
from course.checking.session import Text
from course.checking.standing import Progress, Unit, progress_of
from course.checking.work import LocalWork, Work

__all__ = [
    "STATUS", "Counted", "Exercise", "Lent", "LentActivation", "Loan", "LocalWork", "Mismatch", "Mistake", "NotPlain",
    "NotStarted", "Outcome", "Progress", "Report", "Stopped", "Text", "TooManySteps", "Unit", "Work", "distinct",
    "expect", "has_form", "kind", "lent", "plain", "points", "predict", "progress_of", "recognise", "reveal", "same",
    "shaped", "show_call", "then", "to_html", "to_text"]
