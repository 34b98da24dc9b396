"""python -m course.pictures [PATH] draws README's picture, a reverse sweep half-way, into docs/sweep.svg or PATH."""
from __future__ import annotations

import sys
from pathlib import Path

from course.autodiff import DRONEN, record
from course.pictures import Frame, draw, reverse_frames

HOME = Path(__file__).parents[2] / "docs" / "sweep.svg"


def readme_frame() -> Frame:
    """ln(x1) + x1·x2 − sin(x2) at (2, 5), at the moment when v2 sends: x2 is complete, x1 still waits for v1."""
    return reverse_frames(record(DRONEN, x1=2.0, x2=5.0))[4]


def main(args: list[str]):
    path = Path(args[0]) if args else HOME
    path.parent.mkdir(exist_ok=True)
    print(f"wrote {draw(readme_frame()).save(path)}")


if __name__ == "__main__":
    main(sys.argv[1:])
