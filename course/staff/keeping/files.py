"""Whole files: written beside and then renamed, so that a full disk or a kill leaves what was there."""
from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from shutil import copymode


def write(path: Path, text: str):
    """Write a file as a whole, with the rights that it had. Raises OSError, and then the file is as it was."""
    path = actual(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as file:
            file.write(_encoded(text))
            file.flush()
            os.fsync(file.fileno())
        with suppress(OSError):
            copymode(path, aside)
        aside.replace(path)
    finally:
        with suppress(OSError):
            aside.unlink()


def actual(path: Path) -> Path:
    """The file that a link leads to, so that it stays a link; of links in a circle, one of them."""
    return Path(os.path.realpath(path))


def aside(path: Path, folder: Path) -> Path:
    """Where a copy of this file, of now, has a name of its own in a folder; who sorts hand-ins knows such names."""
    now = f"{datetime.now():%Y-%m-%d-%H%M%S}"
    names = (f"{now}{f'-{n}' if n else ''}-{path.name}" for n in range(10**6))
    return next(folder / name for name in names if not (folder / name).exists())


def _encoded(text):
    """In UTF-8; a half of a character, which JSON can hold and UTF-8 can not, as the escape that it came as."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return "".join(each if not "\ud800" <= each <= "\udfff" else f"\\u{ord(each):04x}" for each in text).encode()
