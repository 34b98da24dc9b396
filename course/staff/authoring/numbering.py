"""Numbers, titles and points in texts, written in from the list of units; and the sentences on what does not agree.

In notebooks and in docs/ a unit is spoken of by a link to its file, `[Unit 04](04_path_sums.ipynb)`, and so it is known
by its topic whatever its number is. Headings of exercises, the title and the links to the neighbours are made from the
list.
"""

import re
from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode

from course.checking import Unit
from course.checking.standing import worth
from course.staff.authoring.student import exercise_of, is_answer

LINK = re.compile(r"\[(?:Unit (?P<number>\d+)(?P<title> · [^\]]*)?|(?P<free>[^\]]*))\]"
                  r"\((?P<folder>(?:\.\./)?(?:\w+/)?)(?P<file>\d+_(?P<topic>\w+))\.ipynb\)")
TITLE = re.compile(r"\A# Unit .*")
HEADING = re.compile(r"^### (?:Exercise|Predict first)\b.*", re.MULTILINE)
NEIGHBOURS = re.compile(r"(?:Next: |That is the course\. Back: )\[.*")
ROW = re.compile(r"^\| \d+ \| \[[^\]]*\]\(notebooks/\d+_(\w+)\.ipynb\) \|(.*)$", re.MULTILINE)
BY_NUMBER = re.compile(r"\bUnits? \d\d|\b[Ee]xercises? \d+\.\d+")


def numbered(notebook: NotebookNode, unit: Unit, units: tuple[Unit, ...]) -> NotebookNode:
    """The notebook of a unit with every number, title and worth as the list gives them. A dead link becomes text."""
    copy = deepcopy(notebook)
    _write_headings(copy.cells, unit)
    texts = [cell for cell in copy.cells if cell.cell_type == "markdown"]
    for cell in texts:
        cell.source = linked(NEIGHBOURS.sub(lambda _: neighbours(unit, units), cell.source), units)
    if texts:
        texts[0].source = TITLE.sub(lambda _: f"# Unit {unit.number} · {unit.title}", texts[0].source)
    return copy


def linked(text: str, units: tuple[Unit, ...]) -> str:
    """The text with the links to units as the list gives them."""
    known = {unit.topic: unit for unit in units}

    def link(found):
        unit = known.get(found["topic"])
        if unit is None:                    # what the link said of the unit, without its number
            return found["free"] or f"*{(found['title'] or found['topic'].replace('_', ' ')).removeprefix(' · ')}*"
        shown = found["free"] if found["free"] is not None else (
            f"Unit {unit.number}" + (f" · {unit.title}" if found["title"] else ""))
        return f"[{shown}]({found['folder']}{unit.notebook})"
    return LINK.sub(link, text)


def neighbours(unit: Unit, units: tuple[Unit, ...]) -> str:
    """The line at the end of a notebook: where to go from there."""
    at = units.index(unit)
    before = f"[Unit {units[at - 1].number} · {units[at - 1].title}]({units[at - 1].notebook})" if at else ""
    if unit is units[-1]:
        return f"That is the course. Back: {before}, or [to the start]({units[0].notebook})."
    after = units[at + 1]
    return f"Next: [Unit {after.number} · {after.title}]({after.notebook})." + f" Back: {before}." * bool(before)


def front_page(text: str, units: tuple[Unit, ...]) -> str:
    """README with the rows of its table of units in their order. A unit without a row gets one to be filled in."""
    said = dict(ROW.findall(text))
    rows = [f"| {unit.number} | [{unit.title}](notebooks/{unit.notebook}) |{said.get(unit.topic, ' … |')}"
            for unit in units]
    table = list(ROW.finditer(text))
    return text[:table[0].start()] + "\n".join(rows) + text[table[-1].end():]


def nameless(notebook: NotebookNode) -> list[str]:
    """A sentence for each unit or exercise that a text calls by its number: nobody could say later which was meant."""
    return [f"cell {at}: {name} is only a number: link to the unit, [Unit NN](NN_topic.ipynb); call an exercise by name"
            for at, cell in enumerate(notebook.cells, 1) for name in by_number(cell.source)]


def by_number(text: str) -> list[str]:
    """The units and exercises that a text calls by their numbers."""
    return BY_NUMBER.findall(HEADING.sub("", LINK.sub("", TITLE.sub("", text))))


def misnamed(root: Path, units: tuple[Unit, ...]) -> dict[Path, Path]:
    """The notebooks of known topics that lie under another number, and the names that they should have."""
    right = {unit.topic: unit.notebook for unit in units}
    found = sorted(path for folder in ("solutions", "notebooks") for path in (root / folder).glob("*_*.ipynb"))
    return {path: path.with_name(right[topic]) for path in found
            if (topic := path.stem.partition("_")[2]) in right and path.name != right[topic]}


def rename(names: dict[Path, Path]):
    """Rename files, also where one takes the name of another."""
    aside = {path: path.with_suffix(".renamed") for path in names}
    for path, place in aside.items():
        path.rename(place)
    for path, place in aside.items():
        place.rename(names[path])


def _write_headings(cells, unit):
    """The heading above each answer, with the number and the worth of its exercise."""
    points = {exercise.name: exercise.points for exercise in unit.exercises}
    titles = {exercise.name: heading for exercise, heading in zip(unit.exercises, headings(unit), strict=True)}
    above = None
    for cell in cells:
        if cell.cell_type == "markdown" and HEADING.search(cell.source):
            above = cell
        elif above is not None and is_answer(cell) and (name := exercise_of(cell, points)) in titles:
            above.source = HEADING.sub(lambda _, name=name: titles[name], above.source, count=1)
            above = None


def headings(unit: Unit) -> list[str]:
    """The heading of each exercise: predictions, whose names end with _guess, are not counted."""
    found, count = [], 0
    for exercise in unit.exercises:
        count += (counts := not exercise.name.endswith("_guess"))
        start = f"Exercise {int(unit.number)}.{count}" if counts else "Predict first"
        found.append(f"### {start} · {exercise.title} · {worth(exercise.points, exercise.extra)}")
    return found
