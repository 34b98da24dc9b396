"""Where derivatives fail: what no table of local derivatives can know."""
from course.exercises.failures.kinks import line_guess
from course.exercises.order import unit

__all__ = ["UNIT"]

UNIT = unit("failures", "Where derivatives fail", (line_guess,))
