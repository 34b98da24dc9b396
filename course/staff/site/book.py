"""The book: a folder of pages, and what Sphinx makes of it."""
from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from course.checking import Unit
from course.pictures.html import FILTER
from course.staff.authoring.asked import Faulty
from course.staff.authoring.pages import read, text_of
from course.staff.setup.needs import ROOT
from course.staff.site.fetched import from_npm
from course.staff.site.front import front, functions, verbatim
from course.staff.site.reading import DOCS, between_pages, first_picture, reading

MATHJAX = ("mathjax@3.2.2", "es5/tex-svg.js")       # one file, with its letters in it: nothing is loaded later
ASSETS = Path(__file__).parent / "assets"
TITLE = "Automatic differentiation"
CONFIG = {
    "project": TITLE, "html_title": TITLE, "author": "the course authors", "copyright": "the course authors",
    "extensions": ["myst_nb", "sphinx.ext.autodoc"], "html_theme": "furo", "language": "en", "smartquotes": False,
    "nb_execution_mode": "off", "nb_code_prompt_show": "Show the code", "nb_code_prompt_hide": "Hide the code",
    "myst_enable_extensions": ["dollarmath", "amsmath"], "myst_heading_anchors": 3,
    "html_static_path": ["_static"], "html_css_files": ["course.css"], "html_favicon": "_static/favicon.svg",
    "mathjax_path": MATHJAX[1].rpartition("/")[2],
    "html_extra_path": ["_extra"], "exclude_patterns": ["_extra"],
    "html_show_sourcelink": False, "html_copy_source": False, "html_show_sphinx": False,
    "suppress_warnings": ["myst.header"],       # the entries of docs/errors.md are small headings
    "autodoc_typehints": "none", "python_maximum_signature_line_length": 88,
}


def book(folder: Path, units: Sequence[Unit], live: str = "") -> Path:
    """Build it below a folder; where it is. `live` is the address of the laboratory, from the first page."""
    pages, built = folder / "pages", folder / "book"
    _write_pages(pages, units, live)
    with patch_docutils(), docutils_namespace():
        app = Sphinx(pages, None, built, folder / "doctrees", "html", CONFIG, status=None, warningiserror=True)
        app.connect("autodoc-process-docstring", verbatim)
        app.build()
    if app.statuscode:
        raise Faulty("The book has the faults above, and was not written.")
    for left in (".buildinfo", "objects.inv"):
        (built / left).unlink(missing_ok=True)
    return built


def buttons(unit: Unit, live: str, up: str) -> str:
    """The links by which a unit is started."""
    run = f"<a href='{up}{live}?path={unit.notebook}'>Run this unit in the browser</a> " if live else ""
    notebook = f"<a href='{up}notebooks/{unit.notebook}' download>Download the notebook</a>"
    return f"<p class='course-start'>{run}{notebook}</p>"


def _start(unit, live):
    page = f"notebooks/{unit.notebook.removesuffix('.ipynb')}.html"
    run = f"<a href='{live}?path={unit.notebook}'>Start in the browser</a> " if live else ""
    return f"<p class='course-start'>{run}<a href='{page}'>Read Unit {unit.number}</a></p>"


def _write_pages(pages, units, live):
    static, extra = pages / "_static", pages / "_extra/notebooks"
    for place in (static, extra, pages / "notebooks", pages / "docs"):
        place.mkdir(parents=True)
    pictures = {unit.topic: picture for unit in units if (picture := _write_unit(pages, unit, live))}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (pages / "index.md").write_text(front(readme, units, pictures, _start(units[0], live)), encoding="utf-8")
    (pages / "functions.md").write_text(functions(), encoding="utf-8")
    for name in DOCS:
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        (pages / "docs" / name).write_text(between_pages(text), encoding="utf-8")
    shutil.copy(ROOT / "docs/sweep.svg", pages / "docs")
    shutil.copy(ASSETS / "favicon.svg", static)
    (static / "tex-svg.js").write_bytes(from_npm(MATHJAX[0])[MATHJAX[1]])
    style = (ASSETS / "course.css").read_text(encoding="utf-8").replace("FILTER", FILTER)
    (static / "course.css").write_text(style, encoding="utf-8")


def _write_unit(pages, unit, live) -> str | None:
    """Write the page, the notebook to download, and the picture; the address of the last."""
    notebook = read(ROOT / "notebooks" / unit.notebook)
    (pages / "_extra/notebooks" / unit.notebook).write_text(text_of(notebook), encoding="utf-8")
    page = reading(notebook, unit, buttons(unit, live, "../"))
    (pages / "notebooks" / unit.notebook).write_text(text_of(page), encoding="utf-8")
    if found := first_picture(notebook):
        name = f"{unit.topic}.{found[0]}"
        (pages / "_static" / name).write_bytes(found[1])
        return f"_static/{name}"
