"""DOT to SVG, by whatever Graphviz there is."""
from __future__ import annotations

import re
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence

from course.pictures import browser, palette

SECONDS = 20
HEAD = re.compile(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"(.*?)>', re.DOTALL)
IMAGE = re.compile(r'<svg width="[\d.]+pt" height="[\d.]+pt".*?</svg>', re.DOTALL)
CARD = f'<rect width="100%" height="100%" rx="12" fill="{palette.CARD}"/>'


def engine() -> str | None:
    """Which Graphviz draws: "dot", "graphviz-pure", in a browser "wasm", or None when there is none."""
    found = next((name for name in ("dot", "graphviz-pure") if command(name)), None)
    return found or ("wasm" if browser.graphviz() else None)


def command(name: str) -> str | None:
    """Where the program is: on PATH, or among the scripts of this Python's environment."""
    return shutil.which(name) or shutil.which(name, path=sysconfig.get_path("scripts"))


def render(dots: Sequence[str]) -> list[str] | None:
    """Each DOT text as a white card of SVG, all by one run of Graphviz; None when there is no Graphviz or it fails."""
    name = engine()
    if name is None:
        return None
    if name == "wasm":
        return _in_browser(dots)
    try:
        # Not the graphviz package's pipe(): it knows no other command than dot, no time limit, and one graph at a time.
        run = subprocess.run([command(name), "-Tsvg"], input="\n".join(dots).encode(), capture_output=True, check=True,
                             timeout=SECONDS, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))
    except (OSError, subprocess.SubprocessError):
        return None
    found = IMAGE.findall(run.stdout.decode(errors="replace"))
    return list(map(_card, found)) if len(found) == len(dots) else None


def _in_browser(dots):
    try:
        return [_card(IMAGE.search(browser.graphviz().layout(text, "svg", "dot"))[0]) for text in dots]
    except Exception:       # whatever JavaScript throws
        return None


def _card(svg):
    plain = re.sub(r'<!--.*?-->\n?|<title>.*?</title>\n?| id="[^"]*"', "", svg, flags=re.DOTALL)      # noise
    plain = re.sub(r'<g class="node centred">.*?</g>', _centred, plain, flags=re.DOTALL)
    # One point becomes one pixel, so that 13 points in DOT are the 13 pixels of the text around the picture.
    return HEAD.sub(rf'<svg width="\1" height="\2"\3>\n{CARD}', plain, count=1)


def _centred(group):
    # Graphviz places the left end of a text, by the widths of a font that few readers have; its middle is safe.
    outline = re.search(r' (?:points|d)="([^"]*)"', group[0])[1]
    xs = [float(x) for x in re.findall(r"(-?[\d.]+),", outline)]
    return re.sub(r'text-anchor="start" x="[^"]*"', f'text-anchor="middle" x="{(min(xs) + max(xs)) / 2:g}"', group[0])
