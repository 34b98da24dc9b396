"""Who sent a file, as the name of a folder, Canvas or Moodle says it."""
from __future__ import annotations

import re
from typing import NamedTuple

# Ada Lovelace_123456_assignsubmission_file_/x.ipynb, or without folders ..._file_x.ipynb; the number is another one in
# each assignment (mod/assign/feedback/file/importziplib.php).
MOODLE = re.compile(r"(?P<prefix>(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?)(?P<rest>.*)",
                    re.S)
# lovelaceada_LATE_101_5001_x.ipynb: the name as one word, the user, the attachment.
CANVAS = re.compile(r"(?P<prefix>(?P<name>[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_\d+_)(?P<rest>.+)", re.S)


class Sender(NamedTuple):
    """Whose file it is: a name, the number that the platform gave, and what files are called that go back there."""

    name: str
    number: str = ""
    platform: str = ""
    prefix: str = ""


def sender(parts: tuple[str, ...]) -> tuple[Sender, tuple[str, ...]] | None:
    """Who sent the file with these names, and the names within what they sent; None where nobody can be told."""
    for place, part in enumerate(parts):
        if found := MOODLE.fullmatch(part):
            rest = (found["rest"], *parts[place + 1:]) if found["rest"] else parts[place + 1:]
            return (Sender(found["name"], found["number"], "moodle", found["prefix"]), rest) if rest else None
    lone = len(parts) == 1 or parts[0].lower().endswith(".zip")
    if lone and (found := CANVAS.fullmatch(parts[0])):
        return Sender(found["name"], found["number"], "canvas", found["prefix"]), (found["rest"], *parts[1:])
    if len(parts) > 1:
        return Sender(re.sub(r"\.zip$", "", parts[0], flags=re.I)), parts[1:]
    return None


def is_download(names: tuple[str, ...]) -> bool:
    """Whether these are the names at the top of what Canvas or Moodle give to download."""
    return any(MOODLE.fullmatch(name) or CANVAS.fullmatch(name) for name in names)
