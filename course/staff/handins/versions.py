"""Which of several versions of one notebook counts, and when one was handed in."""
from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePath

from course.checking import Unit
from course.staff.authoring.demonstrations import given_cells
from course.staff.handins.files import File, Unreadable, read
from course.staff.handins.notebook import code_cells, last_run

STAMP = "timestamp.txt"         # of nbgrader, beside the notebook
_COPY = re.compile(r"[-_ ]?(?:copy)?[ -]?\(?(\d+)\)?$", re.I)
_SET_ASIDE = re.compile(r"\d{4}-\d\d-\d\d-\d{6}-")        # as `course reset` calls what it replaces
_FORMATS = ("%Y-%m-%d %H:%M:%S.%f %Z", "%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S")


def latest(files: Sequence[File], unit: Unit, stamps: dict[File, datetime]) -> tuple[File, str]:
    """The version that counts, and in words why.

    A notebook in which nothing was written counts only where there is no other, and so does one that `course reset` has
    set aside. Of the rest it is the latest: as the
    stamp beside it says, the times at which its cells were run, the archive that it lies in, the number that a browser
    or Canvas has put behind its name; and only then as its file says, which may be when it was unpacked.
    """
    if len(files) == 1:
        return files[0], ""
    by = {"the stamp beside it": stamps.get, "the times of its cells": lambda file: last_run(_data(file)),
          "the archive": lambda file: file.when if file.inside else None,
          "the number in its name": number, "its file's time": lambda file: file.when}
    written = [file for file in files if not _is_blank(file, unit)] or list(files)
    if len(written) == 1:
        return written[0], f"of {len(files)} versions the only one with answers: {written[0].shown}"
    written = [file for file in written if not _SET_ASIDE.match(file.name)] or written
    if len(written) == 1:
        return written[0], f"of {len(files)} versions the one that no reset has set aside: {written[0].shown}"
    for why, key in by.items():
        keys = {file: key(file) for file in written}
        if None not in keys.values() and [*keys.values()].count(max(keys.values())) == 1:
            best = max(written, key=keys.get)
            return best, f"of {len(files)} versions the latest by {why}: {best.shown}"
    return written[-1], f"of {len(files)} versions that nothing tells apart: {written[-1].shown}"


def number(file: File) -> int:
    """The number that was put behind a name because there was one already: x (2).ipynb, x-2.ipynb, x-Copy2.ipynb."""
    found = _COPY.search(PurePath(file.name).stem)
    return int(found[1][:9]) if found else 0


def stamped(text: bytes) -> datetime | None:
    """The time in a timestamp.txt, as nbgrader writes it; without a zone it is UTC."""
    text = text.decode(errors="replace").strip()
    with suppress(ValueError, OverflowError):
        return _aware(datetime.fromisoformat(text))
    for form in _FORMATS:
        with suppress(ValueError, OverflowError):
            return _aware(datetime.strptime(text, form))
    return None


def _aware(when):
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _data(file):
    try:
        return read(file)
    except Unreadable:
        return b""


def _is_blank(file, unit):
    """Whether the notebook has no code that students were not given. What cannot be read is blank, too."""
    try:
        cells = code_cells(read(file))
    except Unreadable:
        return True
    return all(cell.strip() in given_cells(unit.notebook) for cell in cells if cell.strip())
