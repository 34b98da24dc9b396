"""The page that a student gets: the report on every exercise, in one file without scripts or links."""
from __future__ import annotations

from collections.abc import Sequence
from html import escape

from course.checking import Unit, to_html
from course.checking.progress import worth
from course.staff.marking import Mark, clean

STYLE = """:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
th { text-align: left; vertical-align: top; padding-right: 1rem; }
td { white-space: pre-wrap; overflow-wrap: anywhere; font-family: ui-monospace, monospace; }"""


def page(student: str, unit: Unit, marks: Sequence[Mark]) -> str:
    """The feedback on one unit as a page of HTML. Whatever comes from the student is escaped."""
    title = escape(f"{unit.number} {unit.title}: feedback for {clean(student)}")
    total, most = sum(mark.points for mark in marks), sum(mark.max_points for mark in marks)
    return (f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{STYLE}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{total:g} of {most:g} points.</p>
{"".join(map(_section, marks))}</main>
</body>
</html>
""")


def _section(mark):
    found = to_html(mark.report) if mark.report else f"<p>Not graded: {escape(clean(mark.note))}.</p>"
    points = f"{mark.points:g} of {worth(mark.max_points)}" if mark.max_points else worth(0)
    return (f"<section>\n<h2>{escape(mark.title)}</h2>\n<p><code>{escape(mark.name)}</code>: {points}</p>\n"
            f"{found}\n</section>\n")
