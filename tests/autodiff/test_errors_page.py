"""docs/errors.md: every program there gets the message under which it stands, and its mend runs."""
import re
import warnings

import numpy as np
import pytest

from course import autodiff
from course.staff.setup.needs import ROOT

PAGE = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
ENTRIES = [(part.partition("\n")[0], *re.findall(r"```python\n(.*?)```", part, re.S))
           for part in re.split(r"^### ", PAGE.partition("\n## ")[0], flags=re.M)[1:]]


def carried_out(code):
    space = {"np": np, "x": np.array([1.0, 2.0, 3.0])} | {name: getattr(autodiff, name) for name in autodiff.__all__}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(code, space)


@pytest.mark.parametrize(("words", "wrong", "right"), ENTRIES, ids=[entry[0] for entry in ENTRIES])
def test_the_message_and_its_mend(words, wrong, right):
    with pytest.raises((TypeError, ValueError, ZeroDivisionError, RuntimeWarning), match=re.escape(words)):
        carried_out(wrong)
    carried_out(right)


def test_every_entry_has_both_programs():
    assert len(ENTRIES) == PAGE.count("\n### ") > 0 and all(len(entry) == 3 for entry in ENTRIES)
