"""Graphviz inside a browser, where no program can be started: its WebAssembly build, loaded once by the kernel.

Its one file lies in the package `course_graphviz`, which only the course's web site has.
"""
from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import suppress
from importlib.resources import files

HERE = sys.platform == "emscripten"
IMPORT = "text => import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})))"
_graphviz = None


def graphviz():
    """The loaded Graphviz, or None: not here, or not yet in a browser that cannot wait for it."""
    if HERE and _graphviz is None:
        from pyodide.ffi import can_run_sync, run_sync
        with suppress(Exception):       # no package, or no WebAssembly: there are tables instead
            if can_run_sync():
                run_sync(load())
    return _graphviz


async def load():
    """Load it unless that is done. Raises what Python or JavaScript does where that is not possible."""
    global _graphviz
    if _graphviz is None:
        from pyodide.code import run_js
        script = files("course_graphviz").joinpath("index.js").read_text(encoding="utf-8")
        module = await run_js(IMPORT)(script)
        _graphviz = _graphviz or await module.Graphviz.load()


def begin():
    """Start to load it in the background, for browsers that cannot wait."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)    # each visit has an empty cache of fonts
    asyncio.ensure_future(_quietly())


async def _quietly():
    with suppress(Exception):
        await load()


if HERE:
    begin()
