"""The notebook that formgrader and feedback show: our cells, the student's answers as text, our reports as outputs."""
from __future__ import annotations

import json
import re

from nbformat import NotebookNode, v4

from course.checking import to_html, to_text
from course.staff.marking.handin import Unreadable, code_cells
from course.staff.results.gradebook import Result

NOTHING = "# Nothing was found here."


def graded_notebook(template: NotebookNode, data: bytes, result: Result) -> NotebookNode:
    """The student's version of a unit, with the answers of the notebook in `data` and what the checks found.

    Of a submission only the text of code cells gets in, never its outputs or its prose: nothing in it is active.
    """
    sources = _sources(data)
    marks = {f"{mark.name}-check": mark for mark in result.marks}
    used = set()
    for cell in template.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            place = _place(sources, about["grade_id"])
            cell.source = NOTHING if place is None else sources[place][1]
            used.add(place)
        elif about.get("grade"):
            cell.outputs = _outputs(marks[about["grade_id"]])
    rest = [source for place, (name, source) in enumerate(sources) if place not in used and not name and source.strip()]
    known = {cell.source for cell in template.cells}
    template.cells += [v4.new_code_cell(source) for source in rest if source not in known]
    template.metadata["course"] = {"digest": result.digest}
    return template


def _sources(data):
    """(grade_id or "", source) of each code cell; nothing of a notebook that cannot be read."""
    try:
        sources = code_cells(data)
    except Unreadable:
        return []
    cells = [cell for cell in json.loads(data.decode("utf-8-sig"))["cells"] if cell.get("cell_type") == "code"]
    return [(_grade_id(cell), source) for cell, source in zip(cells, sources, strict=True)]


def _grade_id(cell):
    metadata = cell.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = about.get("grade_id") if isinstance(about, dict) else None
    return name if isinstance(name, str) else ""


def _place(sources, name):
    """Where the answer of this name is: in its own cell, else in the last one that defines it."""
    own = [place for place, (grade_id, _) in enumerate(sources) if grade_id == name]
    defines = re.compile(rf"^(?:def |class )?{name}\b\s*[(:=]", re.MULTILINE)
    others = [place for place, (_, source) in enumerate(sources) if defines.search(source)]
    return own[0] if len(own) == 1 else next(reversed(others or own), None)


def _outputs(mark):
    text = to_text(mark.report) if mark.report else f"Not graded: {mark.note}."
    shown = {"text/plain": text} | ({"text/html": to_html(mark.report)} if mark.report else {})
    points = {"text/plain": str(float(mark.points))}
    return [v4.new_output("display_data", shown), v4.new_output("execute_result", points, execution_count=1)]
