"""How often an answer called what was lent to it."""
from __future__ import annotations

from course.checking import Loan, Mistake
from course.exercises.material import require


def few_calls(loan: Loan, needed: int, tried: str, mistake: Mistake | None = None, spare: int = 0):
    """Raise Mismatch if the loan was called more often than needed; `spare` calls more are let pass."""
    require(loan.calls <= needed + spare, ("tried", tried), ("yours", f"{loan.calls} calls of the lent function"),
            ("needed", f"{needed}"), mistake=mistake)
