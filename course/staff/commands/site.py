"""`course site`: the course as static files, for any host of web pages."""
from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from course import __version__
from course.exercises import UNITS
from course.staff.authoring.asked import Faulty
from course.staff.authoring.edition import lay_out
from course.staff.site.book import book
from course.staff.site.laboratory import ADDRESS, PLACE, laboratory

LIST = "site.json"      # what a site consists of, so that the next one may take its place


def main(args) -> int:
    """Write the site and say what was written; 1 where it can't be."""
    try:
        files = site(not args.book, args.offline)
        written, gone = lay_out(files, args.folder, LIST)
    except (Faulty, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(map(len, files.values())) / 1e6
    print(f"{args.folder}: {len(files)} files, {size:.1f} MB; {written} written, {gone} gone.")
    print(f"Read it: python3 -m http.server --directory {args.folder}. Publish it: docs/elsewhere.md.")
    return 0


def site(live: bool, offline: bool) -> dict[str, bytes]:
    """The files of the site by their paths, with a laboratory if it is to be live. Raises Faulty."""
    with TemporaryDirectory() as folder:
        files = _files(book(Path(folder), UNITS, ADDRESS if live else ""))
        if live:
            found = _files(laboratory(Path(folder), UNITS, offline))
            files |= {f"{PLACE}/{path}": data for path, data in found.items()}
    files[".nojekyll"] = b""        # GitHub Pages leaves out _static/ without this
    files[LIST] = (json.dumps({"version": __version__, "files": sorted({*files, LIST})}, indent=1) + "\n").encode()
    return files


def _files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
