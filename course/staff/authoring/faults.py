"""What is wrong with a notebook, as sentences: everything that can be said without running it."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from nbformat import NotebookNode
from nbformat.validator import iter_validate

from course.staff.authoring.student import BEGIN, END, STUB, bound, checked, cut, exercise_of, is_answer

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_PATH = re.compile(r"""(?:^|(?<=[\s"'(=\[]))(?:/[\w.-]+/|[A-Za-z]:\\)[\w./\\-]+""", re.MULTILINE)
_CHECK_CALL = re.compile(r"^\s*ex\.\w+\.check\(", re.MULTILINE)
_IMAGE = re.compile(r"<img\b[^>]*>|!\[([^\]]*)\]\(")
_ALT = re.compile(r"""\balt=(["'])\s*(?!\1)\S""")
_HEADING = re.compile(r"^(#{1,6}) ", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
WIDTH = 100  # characters of a line in an answer cell


def faults(notebook: NotebookNode, points: Mapping[str, float]) -> list[str]:
    """A sentence for each fault, with the number of its cell; `points` are those of the unit's exercises."""
    found = [*_format(notebook), *_names(notebook, points), *_headings(notebook)]
    for number, cell in enumerate(notebook.cells, 1):
        found += [f"cell {number}: {sentence}" for sentence in _cell_faults(cell)]
    return found


def _format(notebook):
    for error in iter_validate(notebook):
        yield f"this is not a valid notebook: {error.message}"
    for name, times in Counter(cell.id for cell in notebook.cells).items():
        if times > 1:
            yield f"{times} cells have the id {name}; give each its own"


def _names(notebook, points) -> Iterator[str]:
    """Each exercise is asked at most once and checked at most once, under its own name."""
    checks = Counter(filter(None, map(checked, notebook.cells)))
    answers = Counter(exercise_of(cell, points) for cell in notebook.cells if is_answer(cell) and _binds(cell.source))
    for what, counted in (("checked", checks), ("answered", answers)):
        twice = {name: times for name, times in counted.items() if times > 1}
        yield from (f"{name} is {what} in {times} cells; once is enough" for name, times in twice.items())
    for name in checks:
        if name not in points:
            yield f"{name} is checked, but the unit has no exercise of that name; it has {', '.join(points) or 'none'}"


def _headings(notebook):
    level = 0
    for number, cell in enumerate(notebook.cells, 1):
        text = _FENCED.sub("", cell.source) if cell.cell_type == "markdown" else ""
        for marks in _HEADING.findall(text):
            if len(marks) > level + 1:
                yield f"cell {number}: a heading of level {len(marks)} follows one of level {level}; skip no level"
            level = len(marks)


def _cell_faults(cell):
    yield from _noise(cell)
    yield from _images(cell)
    if cell.cell_type == "code" and _CHECK_CALL.search(cell.source) and not checked(cell):
        yield "a check cell is the one line ex.NAME.check(NAME), with the same name twice and nothing else"
    yield from _marks(cell)
    for out in cell.get("outputs", ()):
        if out.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", ()):
            yield f"it stopped with {out.ename}: {out.evalue}"


def _marks(cell):
    if re.search(f"{BEGIN}|{END}", cut(cell.source)):
        yield f"a solution stands between one line {BEGIN} and one line {END}; here one of them has no partner"
    elif is_answer(cell):
        yield from _answer_faults(cell.source)


def _answer_faults(source):
    for line in source.splitlines():
        if len(line) > WIDTH:
            yield f"a line of {len(line)} characters; students see at most {WIDTH}: {line.strip()[:40]} ..."
    if not _binds(source):
        yield "the code around the solution marks is not Python, or defines no name to check"
    elif not _binds(cut(source)):
        yield "without its solution the cell is not Python, or has no name left that a student could fill in"
    elif any(_raises(statement) for statement in ast.parse(cut(source)).body):
        yield "the stub would raise when the cell runs: put the solution marks inside a function, or at top level"


def _binds(source):
    try:
        return bound(source)
    except SyntaxError:
        return ()


def _raises(node):
    """Whether the stub is reached by running this statement: it is not inside a function."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return False
    if isinstance(node, ast.Raise) and ast.unparse(node) == STUB.partition("  #")[0]:
        return True
    return any(_raises(child) for child in ast.iter_child_nodes(node))


def _noise(cell):
    for text in _texts(cell):
        if found := _ADDRESS.search(text):
            yield f"the memory address {found[0]} is different on every run: show something else"
        if found := _PATH.search(text):
            yield f"the path {found[0]} is of one machine only: show something else"


def _images(cell):
    for text in _texts(cell):
        for image in _IMAGE.finditer(text):
            if not (_ALT.search(image[0]) or image[1]):
                yield "an image has no alt text; say in it what can be seen"


def _texts(cell):
    """Everything that a reader sees of a cell."""
    yield cell.source
    for out in cell.get("outputs", ()):
        yield out.get("text", "")
        yield out.get("evalue", "")
        for kind, data in out.get("data", {}).items():
            if kind.startswith("text/"):
                yield data
