"""The pages of feedback in a folder of results, brought up to date, and as zips that Canvas and Moodle take back."""
from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from course.checking import Unit
from course.staff.handins.senders import sender
from course.staff.results.feedback import page
from course.staff.results.gradebook import Result, page_path
from course.staff.results.standing import Standing


def write_pages(folder: Path, results: Mapping[tuple[str, str], Result], found: Sequence[Standing],
                units: Sequence[Unit]) -> int:
    """Write pages that are not there, and those on which something was given by hand or taken off for lateness. Return
    how many were not there."""
    known, lacking = {Path(unit.notebook).stem: unit for unit in units}, 0
    for each in found:
        result = results.get((each.student, each.unit))
        if result is None or each.unit not in known:
            continue
        path = page_path(folder, result)
        lacking += not path.exists()
        if not path.exists() or each.given or each.penalty or each.days:
            text = page(result, known[each.unit], each).encode(errors="replace")
            if not path.exists() or path.read_bytes() != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text)
    return lacking


def send_back(folder: Path, results: Mapping[tuple[str, str], Result], zips: Path) -> list[Path]:
    """Write a zip of pages for each unit and each platform from which hand-ins came, named as it takes them back.

    Canvas: Upload Submissions in the menu of an assignment. Moodle: Upload multiple feedback files in a zip. Both know
    a student by how the name of a file begins, which is as it was when it was downloaded.
    """
    groups = defaultdict(list)
    for result in results.values():
        path, found = page_path(folder, result), result.origin and sender((f"{result.origin}x",))
        if found and path.exists():
            groups[result.unit, found[0].platform].append((f"{result.origin.rstrip('_')}_{result.unit}.html", path))
    written = []
    for (unit, platform), pages in sorted(groups.items()):
        zips.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(zips / f"{unit}-{platform}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in sorted(pages):
                archive.write(path, name)
        written.append(zips / f"{unit}-{platform}.zip")
    return written
