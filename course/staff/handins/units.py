"""Which unit a notebook belongs to: as its code says, whatever it is called."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from course.checking import Unit
from course.staff.handins.notebook import imported

CHECKS = re.compile(r"\.(\w+)\.check\s*\(|\"grade_id\":\s*\"(\w+?)(?:-check)?\"")
IS_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.I)


def unit_of(text: str, name: str, units: Sequence[Unit]) -> Unit | None:
    """The unit whose exercises the text of a notebook imports, else most of whose exercises it checks or names in its
    metadata, else whose topic or number its file name has; None if there is none."""
    for topic in imported(text):
        if unit := next((unit for unit in units if unit.topic == topic), None):
            return unit
    return _by_checks(text, units) or by_name(name, units)


def by_name(name: str, units: Sequence[Unit]) -> Unit | None:
    """The unit whose topic, else whose number, a file name holds."""
    plain = re.sub(r"[\W_]+", "_", IS_NOTEBOOK.sub("", PurePath(name).name).lower())
    words = plain.split("_")
    topics = [unit for unit in units if f"_{unit.topic}_" in f"_{plain}_"]
    numbers = [unit for unit in units if unit.number in words[:1]]
    return next(iter(sorted(topics, key=lambda unit: -len(unit.topic)) or numbers), None)


def _by_checks(text, units):
    names = Counter(next(filter(None, found)) for found in CHECKS.findall(text))
    votes = {unit: sum(exercise.name in names for exercise in unit.exercises) for unit in units}
    best = max(votes, key=votes.get, default=None)
    return best if best and votes[best] else None
