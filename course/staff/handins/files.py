"""Files in folders, in zips and in zips that lie in zips, as one list. Links are never followed."""
from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

SIZE = 20_000_000           # bytes of a file that is read
ARCHIVE = 100_000_000       # bytes of a zip in a zip, unpacked
ENTRIES = 20_000            # files of one archive
# A link could lead to another student's work, and opening a pipe would wait for ever.
OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
HIDDEN = (".", "__MACOSX")  # checkpoints, and what archives keep for themselves
LOCKED = 0x1
BROKEN = zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError


class Unreadable(Exception):
    """A file that cannot be graded; the sentence says why."""


class File(NamedTuple):
    """One file: where it is on the disk, in which members of archives, the names that lead to it, its time, and when it
    came: for what lies in a zip in a zip, or in a student's zip, the time of that."""

    path: Path
    inside: tuple[str, ...]
    parts: tuple[str, ...]
    when: datetime
    came: datetime

    @property
    def name(self) -> str:
        return self.parts[-1]

    @property
    def shown(self) -> str:
        return "/".join(self.parts)


def walk(root: Path, zone: tzinfo | None, fault: Callable[[str, str], None],
         opened: Callable[[tuple[str, ...]], bool]) -> list[File]:
    """Every file below a folder or in an archive, in the order of their names.

    `zone` is that of times in archives, this machine's for None. An archive is a folder of its own name, or, where it
    is `opened` for the first names in it, as if it had been unpacked. What cannot be looked into goes to `fault`: the
    first of its names, and a sentence.
    """
    walker = _Walker(zone, fault, opened)
    found = walker.archive(root, (), b"") if root.is_file() else walker.folder(root)
    return sorted(found, key=lambda file: file.parts)


def read(file: File | Path) -> bytes:
    """The bytes of a file. Raises Unreadable."""
    path, inside = (file, ()) if isinstance(file, Path) else (file.path, file.inside)
    if not inside:
        with _opened(path) as opened:
            return _bounded(opened.read(SIZE + 1))
    try:
        with _opened(path) as archive:
            for member in inside[:-1]:
                archive = io.BytesIO(_member(archive, member, ARCHIVE))
            return _bounded(_member(archive, inside[-1], SIZE + 1))
    except (*BROKEN, KeyError) as error:
        raise Unreadable(f"the archive that holds it can't be read: {error}") from None


class _Walker:
    """What one walk needs wherever it is."""

    def __init__(self, zone, fault, opened):
        self.zone, self.fault, self.opened = zone, fault, opened

    def folder(self, root) -> Iterator[File]:
        def refuse(error):
            place = Path(error.filename)
            self.fault((place.relative_to(root).parts or ("",))[0], f"{place.name} can't be read")

        for parent, folders, files in os.walk(root, onerror=refuse):
            folders[:] = [name for name in folders if not name.startswith(HIDDEN)]
            for path in (Path(parent, name) for name in files if not name.startswith(HIDDEN)):
                parts = path.relative_to(root).parts
                if path.suffix.lower() == ".zip" and not path.is_symlink():
                    yield from self.archive(path, parts, b"")
                else:
                    yield File(path, (), parts, _written(path), _written(path))

    def archive(self, path, parts, data, inside=(), came=None) -> Iterator[File]:
        try:
            with zipfile.ZipFile(io.BytesIO(data) if inside else path) as archive:
                members = [each for each in archive.infolist()[:ENTRIES] if _is_shown(each)]
                firsts = tuple(dict.fromkeys(_names(each)[0] for each in members))
                before = () if len(parts) <= 1 and self.opened(firsts) else parts
                came = came or (_written(path) if before else None)
                for each in members:
                    yield from self._member(archive, each, path, before, inside, came or self._time(each))
        except BROKEN as error:
            self.fault((*parts, path.name)[0], f"{(*parts, path.name)[-1]} can't be opened as a zip archive: {error}")

    def _member(self, archive, each, path, before, inside, came):
        parts, inside = before + _names(each), (*inside, each.filename)
        if parts[-1].lower().endswith(".zip") and len(inside) < 3 and each.file_size <= ARCHIVE:
            try:
                with archive.open(each) as file:
                    data = file.read(ARCHIVE)
            except BROKEN as error:         # of one student: the others' are read
                self.fault(parts[0], f"{parts[-1]} can't be opened as a zip archive: {error}")
            else:
                yield from self.archive(path, parts, data, inside, came)
        else:
            yield File(path, inside, parts, self._time(each), came)

    def _time(self, each):
        try:
            when = datetime(*each.date_time)
        except ValueError:                  # an archive may say anything
            when = datetime(1980, 1, 1)
        return (when.replace(tzinfo=self.zone) if self.zone else when.astimezone()).astimezone(UTC)


def _written(path):
    return datetime.fromtimestamp(path.lstat().st_mtime, UTC)


def _is_shown(each):
    names, kind = _names(each), stat.S_IFMT(each.external_attr >> 16)
    return names and not each.is_dir() and kind in (0, stat.S_IFREG) and not any(
        name.startswith(HIDDEN) for name in names)


def _names(each):
    return tuple(part for part in each.filename.replace("\\", "/").split("/") if part)


def _opened(path):
    try:
        file = open(os.open(path, OPEN), "rb")
    except OSError as error:
        why = "is a link, not a file" if path.is_symlink() else f"can't be read: {error.strerror}"
        raise Unreadable(f"the notebook {why}") from None
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise Unreadable("the notebook is not a file")
    return file


def _member(archive, name, most):
    with zipfile.ZipFile(archive) as opened:
        if opened.getinfo(name).flag_bits & LOCKED:
            raise Unreadable("the archive that holds it is locked with a password")
        with opened.open(name) as file:
            return file.read(most)


def _bounded(data):
    if len(data) > SIZE:
        raise Unreadable(f"the notebook has more than {SIZE // 10**6} MB; were its outputs cleared?")
    return data
