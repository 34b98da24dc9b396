"""The laboratory: JupyterLite with the notebooks of students, whose Python runs in the reader's own browser."""
from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode, v4

from course.checking import Unit
from course.staff.authoring.asked import Faulty
from course.staff.authoring.pages import read, text_of
from course.staff.setup.needs import ROOT
from course.staff.site.packages import LOADED, pyodide
from course.staff.site.settings import overrides

PLACE = "live"
ADDRESS = f"{PLACE}/notebooks/index.html"       # of a notebook: ?path=NAME
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "anywidget", "@jupyterlite/pyodide-kernel-extension")
HERE = """\
**You are in your browser.** Nothing is installed, and nothing is sent anywhere: Python runs in this page. The first
cell takes some seconds.

- **Save** by Ctrl+S (on a Mac ⌘S). Your work stays in this browser, on this machine, until its data are deleted; a
  private window forgets it. So **download** it as well, by the button *Download* above. That file is what you
  **hand in**, and any Jupyter opens it.
- **A cell that does not stop** cannot be interrupted here. *Kernel → Restart Kernel* ends it; what you wrote stays.
- **To begin afresh**, delete this notebook in the list of files (*File → Open…*) and open the unit again.
"""
_TO_DOCS = re.compile(r"\[([^\]]*)\]\(\.\./docs/[\w.]+(?:#[\w-]+)?\)")


def laboratory(folder: Path, units: Sequence[Unit], offline: bool) -> Path:
    """Build it below a folder; where it is. Raises Faulty."""
    lite = folder / "lite"
    for unit in units:
        notebook = live(read(ROOT / "notebooks" / unit.notebook))
        _write(lite / "files" / unit.notebook, text_of(notebook).encode())
    for name, data in pyodide(offline).items():
        _write(lite / "static/pyodide" / name, data)
    for name, settings in (("overrides", overrides()), ("jupyter-lite", _page()), ("jupyter_lite_config", _build())):
        _write(lite / f"{name}.json", json.dumps(settings, indent=1).encode())
    done = subprocess.run([Path(sys.executable).with_name("jupyter-lite"), "build"], cwd=lite, capture_output=True,
                          text=True, errors="replace")
    if done.returncode:
        raise Faulty(f"JupyterLite could not build the laboratory:\n{(done.stdout + done.stderr)[-2000:]}")
    return lite / "_output"


def live(notebook: NotebookNode) -> NotebookNode:
    """The notebook with a cell on saving, handing in and starting again below its title."""
    notebook.cells.insert(1, v4.new_markdown_cell(HERE, id="in-your-browser"))
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _TO_DOCS.sub(r"\1, in the book", cell.source)
    return notebook


def _page():
    kernel = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": LOADED}}
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": {
        "appName": "Automatic differentiation",
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}}}


def _build():
    """What is built: from the environment only what the notebooks need, whatever else is installed there."""
    found = Path(sys.prefix, "share/jupyter/labextensions")
    return {"LiteBuildConfig": {
        "contents": ["files"], "output_dir": "_output", "apps": ["notebooks", "tree", "lab"], "no_sourcemaps": True,
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [str(found / name) for name in EXTENSIONS]}}


def _write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
