"""The folder that a student works in: made, brought up to date, started afresh in part; a sentence for each change."""
from __future__ import annotations

import shutil
from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import Path

from course.staff.handins.files import Unreadable
from course.staff.keeping.cells import asked, is_answer, partners, read, text, with_cells
from course.staff.keeping.files import aside, write
from course.staff.keeping.given import Given, is_current
from course.staff.keeping.held import OLD, Held
from course.staff.keeping.merging import Changes, merged
from course.staff.setup.places import STATE, shown


class Folder:
    """A folder of notebooks that belongs to a student, and the folder of those that the course gives. In its folder
    STATE is what was given, and each notebook as it was before it was last brought up to date.

    Of these only the `known` ones count, where names are given: who unpacks a new edition over an old one has both.
    """

    def __init__(self, path: Path, originals: Path, known: Container[str] | None = None):
        self.path, self.originals, self._known = path, originals, known

    def exists(self) -> bool:
        """Whether notebooks were given here before."""
        return (self.path / STATE).is_dir()

    def given(self) -> list[Path]:
        """The notebooks that the course gives."""
        return [path for path in sorted(self.originals.glob("*.ipynb")) if not self._known or path.name in self._known]

    def update(self) -> Iterator[str]:
        """Give what is new and correct what was corrected; a sentence for each notebook that this changes.

        Raises OSError where the folder cannot be made. What cannot be read or written stays as it is, and is told.
        """
        fresh = not self.exists()
        (self.path / STATE).mkdir(parents=True, exist_ok=True)
        held, sentences, copied = Held(self.path), [], 0
        for original in self.given():
            try:
                found = list(self._update(original, held))
            except (Unreadable, OSError) as error:
                found = [f"{original.name} stays as it is: {getattr(error, 'strerror', None) or error}."]
            copied += None in found
            sentences += filter(None, found)
        if fresh and copied:
            yield f"Copied {copied} notebooks to {shown(self.path)}."
        elif copied:
            yield f"{copied} new notebook{'s' * (copied != 1)} came to {shown(self.path)}."
        yield from sentences

    def reset(self, original: Path, exercise: str = "") -> str:
        """A fresh start with a notebook, or with one exercise; says where the old file is kept.

        Raises LookupError where the notebook has no such exercise, Unreadable, OSError.
        """
        given = self._given(original)
        place = Held(self.path).place(given)
        if exercise:
            fresh = self._reset_cells(given, self._read(place, given), exercise)
        else:
            fresh = given.stamped(given.notebook)
        kept = self._move_aside(place) if place.exists() else None
        given.remember()
        write(place, text(fresh))
        what = f"The answer of {exercise} in {place.name}" if exercise else place.name
        return f"{what} is as it was given." + (f" The old file is {shown(kept)}." if kept else "")

    def own(self) -> dict[str, Path]:
        """The student's notebooks, by the names that the course gives them: those that are there."""
        held, found = Held(self.path), {}
        for original in self.given():
            found[original.name] = self.path / original.name
            with suppress(Unreadable):
                found[original.name] = held.place(self._given(original))
        return {name: path for name, path in found.items() if path.exists()}

    def exercises(self, original: Path) -> list[str]:
        """The exercises of a notebook, by name."""
        return [asked(cell)["grade_id"] for cell in self._given(original).notebook["cells"] if is_answer(cell)]

    def _given(self, original):
        try:
            return Given(original, self.path / STATE / "given")
        except Unreadable as error:
            raise Unreadable(f"{shown(original)}, which is the course's, is damaged: {error}. Get the course "
                             "anew") from None

    def _read(self, place, given):
        """The student's notebook. Raises Unreadable, and says what to do."""
        try:
            return read(place)
        except Unreadable as error:
            number = given.original.name.partition("_")[0]
            raise Unreadable(f"{error}. If you can't mend it, course reset {number} gives a fresh one and keeps this "
                             "one") from None

    def _update(self, original, held) -> Iterator[str | None]:
        """None for a notebook that was copied, else sentences."""
        given = self._given(original)
        yield held.number(given)
        place = held.place(given)
        if place.exists():
            yield from self._merge(given, place)
            if given.worked_in:
                yield (f"{shown(original)} holds answers, too: they stay there. Work in {shown(self.path)}, and copy "
                       "from there what you need.")
        else:
            given.remember()
            write(place, text(given.stamped(given.found)))
            how = "get the course anew, which" if given.notebook is given.found else f"git checkout {shown(original)}"
            yield (f"{original.name} held answers: they are in {shown(place)} now. Work there; {how} makes the "
                   "original what it was.") if given.worked_in else None

    def _merge(self, given, place) -> Iterator[str]:
        mine = self._read(place, given)
        cells, changes = merged(given.before(mine), given.notebook["cells"], mine["cells"])
        given.remember()        # before the file has its note: who is stopped here does it again from the same version
        if cells == mine["cells"] and is_current(given, mine):
            return
        before = self.path / STATE / "before" / place.name
        before.parent.mkdir(exist_ok=True)
        shutil.copyfile(place, before)
        write(place, text(given.stamped(with_cells(mine, cells))))
        yield from _told(place.name, changes)

    def _reset_cells(self, given, mine, exercise):
        """The student's notebook with the given cells of an exercise in their places, and no second ones of it."""
        names = exercise, f"{exercise}-check"
        fresh = [cell for cell in given.notebook["cells"] if asked(cell).get("grade_id") in names]
        if not fresh:
            raise LookupError(exercise)
        found = partners(fresh, mine["cells"])
        back = {other: fresh[at] for at, other in found.items()}
        cells = [back.get(at, cell) for at, cell in enumerate(mine["cells"])
                 if at in back or asked(cell).get("grade_id") not in names]
        at = next((at + (cell is fresh[0]) for at, cell in enumerate(cells) if any(cell is each for each in fresh)),
                  len(cells))
        missing = [cell for at, cell in enumerate(fresh) if at not in found]
        return with_cells(mine, cells[:at] + missing + cells[at:])

    def _move_aside(self, place):
        kept = aside(place, self.path / OLD)
        kept.parent.mkdir(exist_ok=True)
        shutil.copy2(place, kept)
        return kept


def _told(name, changes: Changes) -> Iterator[str]:
    words = [f"{count} {what}" for count, what in ((changes.new, f"new cell{'s' * (changes.new != 1)}"),
                                                   (changes.corrected, "corrected"), (changes.gone, "gone")) if count]
    if words:
        yield f"{name}: {', '.join(words)}."
    for heading in changes.beside:
        yield f"{name}, under “{heading}”: you had changed a cell that is new now. Yours is above the new one."
    for heading in changes.signatures:
        yield f"{name}, under “{heading}”: an answer begins in another way now. Yours stays; the new one is below it."
    for heading in changes.unasked:
        yield (f"{name}, under “{heading}”: an answer of yours is no longer asked for here. It stays; if the exercise "
               "has moved, copy it there.")
