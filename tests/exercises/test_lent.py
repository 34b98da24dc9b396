"""Functions that checks lend come to an end, whatever they are given: their work is ours."""
import warnings
from contextlib import suppress
from itertools import product
from time import process_time

import notebook_cells as books
import numpy as np
import pytest

from course.checking import Loan, LocalWork, lent
from course.exercises import UNITS
from course.staff.setup.needs import ROOT

HUGE = [10**4000, 10**15, -10**9, 1e300, float("nan"), np.ones(8_000), np.ones((8_000, 1)), np.ones((90, 90)),
[1.0] * 2_900,
        "a" * 10_000, [[1.0] * 100] * 29, [10**300] * 30, {f"x{i}": 1.0 for i in range(900)}, np.full(8_000, 10**9),
        [(f"v{i}", "pow", 7.0, 1e9) for i in range(150)], [(f"v{i}", "pow", 10**300, 10**300) for i in range(150)],
        [("v0", "mul", "x0", "x1"), *((f"v{i}", "mul", f"v{i - 1}", f"v{i - 1}") for i in range(1, 150))], 1j, None]
EXERCISES = [pytest.param(unit, exercise, id=f"{unit.number}-{exercise.name}")
             for unit in UNITS for exercise in unit.exercises]
SECONDS = 3.0           # of the processor; the limit of a call is three times that


class Noted(LocalWork):
    """Notes the functions that the solution is lent, and what it calls each with first."""

    def __call__(self, *args):
        self.lent = getattr(self, "lent", {})
        return super().__call__(*[self._noted(arg) for arg in args])

    def _noted(self, arg):
        if isinstance(arg, list):
            return list(map(self._noted, arg))
        if not callable(arg) or isinstance(arg, np.random.Generator):
            return arg
        function = arg.function if isinstance(arg, Loan) else arg

        def noted(*given):
            self.lent.setdefault(function.__qualname__, (function, given))
            return arg(*given)
        return noted


@pytest.mark.parametrize(("unit", "exercise"), EXERCISES)
def test_a_lent_function_comes_to_an_end(unit, exercise):
    work = Noted(exercise.name, books.namespace(ROOT / "solutions" / unit.notebook)[exercise.name])
    assert books.freely(exercise).run(work).status == "pass"       # it wraps what is lent
    for function, given in getattr(work, "lent", {}).values():
        hostile = [[*given[:i], huge, *given[i + 1:]] for i in range(len(given)) for huge in HUGE]
        hostile += product(HUGE[:12], repeat=2) if len(given) == 2 else [[huge] * len(given) for huge in HUGE]
        for args in hostile:
            began = process_time()
            with warnings.catch_warnings(action="ignore"):
                with suppress(Exception), lent([function]) as (loan,):
                    loan(*args)
            assert process_time() - began < SECONDS, (function, [type(arg) for arg in args])
