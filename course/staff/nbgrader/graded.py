"""The notebook that formgrader and feedback show: our cells, the student's answers as text, our reports as outputs."""
from __future__ import annotations

from nbformat import NotebookNode, v4

from course.checking import to_html, to_text
from course.staff.handins.files import Unreadable
from course.staff.handins.notebook import parsed
from course.staff.marking.places import defining
from course.staff.results.gradebook import Result

NOTHING = "# Nothing was found here."


def graded_notebook(template: NotebookNode, data: bytes, result: Result, digest: str) -> NotebookNode:
    """The student's version of a unit, with the answers of the notebook in `data` and what the checks found.

    `digest` is kept in it. Of a submission only the text of code cells gets in, never its outputs or its prose: nothing
    in it is active.
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
    template.metadata["course"] = {"digest": digest}
    return template


def _sources(data):
    """(grade_id or "", source) of each code cell; nothing of a notebook that cannot be read."""
    try:
        notebook = parsed(data)
    except Unreadable:
        return []
    return [(_grade_id(about), source) for about, source in zip(notebook.about, notebook.cells, strict=True)]


def _grade_id(metadata):
    about = metadata.get("nbgrader")
    name = about.get("grade_id") if isinstance(about, dict) else None
    return name if isinstance(name, str) else ""


def _place(sources, name):
    """Where the answer of this name is: in its own cell, else in the last one that defines it."""
    own = [place for place, (grade_id, _) in enumerate(sources) if grade_id == name]
    others = defining([source for _, source in sources], name)
    return own[0] if len(own) == 1 else next(reversed(others or own), None)


def _outputs(mark):
    text = to_text(mark.report) if mark.report else f"Not graded: {mark.note}."
    shown = {"text/plain": text} | ({"text/html": to_html(mark.report)} if mark.report else {})
    points = {"text/plain": str(float(mark.points))}
    return [v4.new_output("display_data", shown), v4.new_output("execute_result", points, execution_count=1)]
