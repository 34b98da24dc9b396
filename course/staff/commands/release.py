"""`course release`: the student edition, as a folder that works on its own."""
from __future__ import annotations

import sys

from course.exercises import UNITS
from course.staff.authoring.asked import Faulty, asked
from course.staff.authoring.edition import edition, lay_out, packed
from course.staff.authoring.pages import pages
from course.staff.commands.build import outdated


def main(args) -> int:
    """Write the edition and say what was written; 1 where it can't be, or notebooks/ is out of date."""
    try:
        chosen = asked(UNITS, args.units)
        if sentences := [sentence for page in pages(UNITS, args.units) for sentence in outdated(page)]:
            raise Faulty("\n".join(sentences))
        files = edition(UNITS, chosen)
        written, gone = lay_out(files, args.folder)
        units = f"{len(chosen)} unit{'s' * (len(chosen) != 1)}"
        print(f"{args.folder}: an edition of {units}, {len(files)} files; {written} written, {gone} gone.")
        if args.zip:
            folder = args.folder.resolve()      # . has no name
            archive = folder.with_name(f"{folder.name}.zip")
            archive.write_bytes(packed(files, folder))
            print(f"Wrote {archive}.")
    except (Faulty, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print("In it, python3 -m course lab and python3 -m course test are what students start.")
    return 0
