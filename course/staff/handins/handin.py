"""Hand-ins: whose work on which unit, from which file, of when, whatever files are called; nobody is forgotten."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from course.checking import Unit
from course.staff.handins.files import File, Unreadable, read, walk
from course.staff.handins.notebook import text_of
from course.staff.handins.senders import Sender, is_download, sender
from course.staff.handins.units import IS_NOTEBOOK, by_name, unit_of
from course.staff.handins.versions import STAMP, latest, stamped

HELPERS, ROOM = 50, 4_000_000       # files beside a notebook that come along, and their bytes
SHOWN = 5                           # names in one sentence


class Handed(NamedTuple):
    """The bytes of a notebook and of the files beside it, by the names that its code knows them by."""

    notebook: bytes
    helpers: tuple[tuple[str, bytes], ...] = ()


class HandIn(NamedTuple):
    """One student's notebook of one unit. Without a file it is missing; `note` says what is unusual.

    `when` is the time that is known best, `digest` names the contents, `origin` is what files are called that go back
    to where it came from.
    """

    student: str
    unit: Unit
    file: File | None
    note: str = ""
    when: datetime | None = None
    helpers: tuple[tuple[str, File], ...] = ()
    digest: str = "missing"
    origin: str = ""


class Arrivals(NamedTuple):
    """What has arrived: hand-ins, everybody who sent anything with a note on what else it was, and what is unclear."""

    hand_ins: list[HandIn]
    students: dict[str, str]
    strange: list[str]


class _Notebook(NamedTuple):
    file: File
    names: tuple[str, ...]
    sender: Sender
    unit: Unit


def arrivals(root: Path, units: Sequence[Unit], who: Callable[[Sender], str | None] = lambda sender: sender.name,
             zone: tzinfo | None = None) -> Arrivals:
    """What has arrived in a folder or an archive. `who` says which student a sender is, None for nobody who is known.
    """
    faults = defaultdict(list)
    files = walk(root, zone, lambda first, why: faults[first].append(why), is_download)
    sent = {file: found for file in files if (found := sender(file.parts))}
    notebooks, others = _sorted_out(sent, units)
    known = {each: who(each) for each in [sender for sender, _ in sent.values()] + _folders(root, sent)}
    named = _namesakes(notebooks)
    found = defaultdict(list)
    for each in notebooks:
        student = who(named[each.sender, each.unit]) if (each.sender, each.unit) in named else known[each.sender]
        found[student, each.unit].append(each)
    theirs = defaultdict(dict)
    for file, (who_sent, names) in sent.items():
        theirs[who_sent][names] = file
    hand_ins = [_hand_in(student, unit, group, theirs)
                for (student, unit), group in found.items() if student is not None]
    strange = [f"{file.shown} lies in no student's folder" for file in files if file not in sent and _is_notebook(file)]
    strange += [f"nobody is known, or more than one, who is called {' '.join(filter(None, (each.name, each.number)))}"
                for each, student in known.items() if student is None]
    strange += [f"{name} of {each.name} belongs to no unit" for each, names in others.items()
                for name in names if IS_NOTEBOOK.search(name) and each not in {each.sender for each in notebooks}]
    notes = {student: _note(each, others[each], faults, root) for each, student in known.items() if student is not None}
    notes |= {hand_in.student: "" for hand_in in hand_ins if hand_in.student not in notes}
    return Arrivals(sorted(hand_ins, key=lambda each: (each.student, each.unit.notebook)), notes,
                    strange + [f"{first}: {why}" for first, found in faults.items() for why in found])


def missing(found: Arrivals, students: Iterable[str], units: Iterable[Unit]) -> list[HandIn]:
    """A hand-in without a file for each of these students and units that there is none of."""
    there = {(each.student, each.unit) for each in found.hand_ins}
    return [HandIn(student, unit, None, f"no {unit.notebook} was handed in{found.students.get(student, '')}")
            for student in students for unit in units if (student, unit) not in there]


def load(file: File, helpers: Sequence[tuple[str, File]] = ()) -> Handed:
    """The bytes of a hand-in. Raises Unreadable."""
    return Handed(read(file), tuple(_readable(helpers)))


def _readable(helpers):
    left = ROOM
    for name, file in helpers:
        try:
            data = read(file)
        except Unreadable:
            continue
        left -= len(data)
        if left >= 0:
            yield name, data


def _is_notebook(file):
    return bool(IS_NOTEBOOK.search(file.name))


def _sorted_out(sent, units):
    """The notebooks of units, and for each sender the names of what belongs to none."""
    notebooks, others = [], defaultdict(list)
    for file, (who, names) in sent.items():
        unit = _unit(file, units) if _is_notebook(file) else None
        if unit:
            notebooks.append(_Notebook(file, names, who, unit))
        elif file.name != STAMP:
            others[who].append("/".join(names))
    return notebooks, others


def _unit(file, units):
    try:
        return unit_of(text_of(read(file))[0], file.name, units)
    except Unreadable:
        return by_name(file.name, units)


def _folders(root, sent) -> list[Sender]:
    """Who has a folder in which no file is."""
    full = {file.parts[0] for file in sent}
    empty = sorted(entry.name for entry in root.iterdir() if (entry.is_dir() or entry.is_symlink())
                   and not entry.name.startswith(".") and entry.name not in full) if root.is_dir() else []
    return [sender((name, "nothing"))[0] for name in empty]


def _namesakes(notebooks) -> dict[tuple[Sender, Unit], Sender]:
    """Senders of one name and different numbers, who are told apart by them. Moodle's are others for each unit."""
    numbers = defaultdict(set)
    for each in notebooks:
        numbers[_called(each)].add(each.sender.number)
    return {(each.sender, each.unit): each.sender._replace(name=f"{each.sender.name} {each.sender.number}")
            for each in notebooks if len(numbers[_called(each)]) > 1}


def _called(each):
    return each.sender.name, each.sender.platform, each.unit if each.sender.platform == "moodle" else None


def _hand_in(student, unit, group, theirs):
    stamps = {each.file: stamp for each in group if (stamp := _stamp(each, theirs[each.sender]))}
    file, why = latest([each.file for each in group], unit, stamps)
    own = next(each for each in group if each.file == file)
    called = "" if own.names[-1] == unit.notebook else f"it is called {own.names[-1]}"
    late = "Canvas calls it late" if "_LATE_" in own.sender.prefix else ""
    helpers = _helpers(own, theirs[own.sender])
    return HandIn(student, unit, file, "; ".join(filter(None, (called, why, late))), stamps.get(file, file.came),
                  helpers, _digest(file, helpers), own.sender.prefix)


def _stamp(each, files):
    beside = files.get((*each.names[:-1], STAMP))
    try:
        return stamped(read(beside)) if beside else None
    except Unreadable:
        return None


def _helpers(own, files) -> tuple[tuple[str, File], ...]:
    """Files in the notebook's folder and below it, which its code may import or read."""
    depth, found = len(own.names) - 1, []
    for names, file in files.items():
        if names[:depth] == own.names[:depth] and not _is_notebook(file) and file.name != STAMP:
            name = PurePosixPath(*names[depth:])
            if not name.is_absolute() and ".." not in name.parts and name.suffix != ".zip":
                found.append((str(name), file))
    return tuple(found[:HELPERS])


def _digest(file, helpers):
    try:
        notebook, more = load(file, helpers)
    except Unreadable:
        return "unreadable"
    data = notebook + b"".join(name.encode(errors="surrogateescape") + b"\0" + each for name, each in more)
    return sha256(data).hexdigest()[:16]


def _note(who, others, faults, root):
    there = f"; there is {', '.join(others[:SHOWN])}" if others else ""
    link = root.is_dir() and (root / who.name).is_symlink()
    followed = "; the folder is a link, which is not followed: it may lead to somebody else's" * link
    return there + followed + "".join(f"; {why}" for why in faults.get(who.name, ())[:SHOWN])
