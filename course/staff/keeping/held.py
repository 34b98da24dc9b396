"""Which notebooks a student has, and under which name each that the course gives."""
from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from course.staff.handins.files import Unreadable
from course.staff.keeping.cells import read, topic
from course.staff.keeping.given import Given

OLD = "old"             # what `reset` has taken out of the way


class Held:
    """The notebooks in a student's folder and below, by topic; hidden ones, and what `reset` has set aside, are none.
    """

    def __init__(self, folder: Path):
        self.folder, self._about = folder, {}
        for path in sorted(folder.rglob("*.ipynb")):
            inside = path.relative_to(folder).parts
            if inside[0] == OLD or any(part.startswith(".") for part in inside):
                continue
            with suppress(Unreadable, OSError):
                self._about.setdefault(topic(read(path), path.name), []).append(path)

    def place(self, given: Given) -> Path:
        """Where the student has a notebook: under its own name, or under the one that they gave the only one."""
        place = self.folder / given.original.name
        theirs = [] if place.exists() else self._about.get(given.topic, [])
        theirs = [path for path in theirs if given.is_of(read(path))]
        return theirs[0] if len(theirs) == 1 else place

    def number(self, given: Given) -> str:
        """Give a notebook the number that its unit has now; a sentence if it had another one. Raises OSError."""
        place, about = self.folder / given.original.name, self._about.get(given.topic, [])
        for at, old in enumerate(about):
            number = old.stem.removesuffix(f"_{given.topic}")
            if not place.exists() and old.parent == self.folder and number.isdigit():
                about[at] = old.rename(place)
                return f"{old.name} is now {place.name}."
        return ""
