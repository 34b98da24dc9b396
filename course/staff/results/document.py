"""The shell of a page of HTML that stands by itself: no scripts, nothing loaded, light and dark."""
from __future__ import annotations

from course.pictures.html import escape

# What students wrote is escaped wherever it is shown. Should that fail somewhere, this still lets nothing run or load.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

STYLE = """:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 3rem; }
h3 { margin-top: 2rem; }
table { border-collapse: collapse; }
caption { text-align: left; padding-bottom: .25rem; }
th, td { padding: .15rem 1rem .15rem 0; text-align: left; vertical-align: top; }
thead th { border-bottom: 1px solid; }
td { overflow-wrap: anywhere; }
.text, li td { white-space: pre-wrap; overflow-wrap: anywhere; font-family: ui-monospace, monospace; }
.rate { white-space: nowrap; }
.bar { display: inline-block; width: 8rem; height: .7rem; border: 1px solid #7D8590; }
.bar span { display: block; height: 100%; background: #4C8DBF; }"""


def document(title: str, body: str) -> str:
    """A page with this title, which is escaped here, and this body of HTML."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(title)}</title>
<style>
{STYLE}
</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{body}</main>
</body>
</html>
"""


def bar(part: float, whole: float) -> str:
    """A bar that repeats to the eye what the text beside it says."""
    share = 100 * part / whole if whole else 0
    return f'<span class="bar" aria-hidden="true"><span style="width:{share:.1f}%"></span></span>'
