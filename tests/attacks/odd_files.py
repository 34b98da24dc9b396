"""Files that are no honest notebook any more: broken, changed by a tool, or with other metadata."""
import json

from attacks.assignment import RIGHT, Attack, code

NOTHING = (0, 0)


def file(text) -> Attack:
    """The file is this, whatever the notebook was."""
    return Attack(change=lambda notebook: text if isinstance(text, bytes) else json.dumps(text).encode(),
                  points=NOTHING)


def right(change) -> Attack:
    """Right answers in a notebook that was changed."""
    return Attack(RIGHT, change=change, points=(2, 1))


def wrong(change) -> Attack:
    """A wrong answer in a notebook that was changed."""
    return Attack(change=change)


def unreadable(change) -> Attack:
    """Nothing done yet, in a notebook that no grader need accept."""
    stub = "def {}(x):\n    raise NotImplementedError"
    return Attack(stub.format("double"), triple=stub.format("triple"), change=change, points=NOTHING)


def tests(notebook):
    return [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]


def without_tests(notebook):
    kept = [cell for cell in notebook["cells"] if cell not in tests(notebook)]
    return notebook | {"cells": kept}


def twice(notebook):
    return notebook | {"cells": notebook["cells"] + [dict(cell, id=cell["id"] + "-b") for cell in tests(notebook)]}


def each_test(**fields):
    def change(notebook):
        for cell in tests(notebook):
            cell["metadata"]["nbgrader"].update(fields)
        return notebook
    return change


def stripped(notebook):
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    return notebook


def tagged(notebook):
    for cell in tests(notebook):
        cell["metadata"]["tags"] = ["skip-execution"]
    return notebook


def as_text(notebook):
    return json.dumps(notebook)


ATTACKS = {
    "the tests are deleted": right(without_tests),
    "the tests are copied": right(twice),
    "the tests have another name": right(each_test(grade_id="other")),
    "the tests are worth 1000 points": wrong(each_test(points=1000)),
    "the tests have no points": right(each_test(points="many")),
    "the tests are marked as answers": right(each_test(solution=True, grade=False)),
    "metadata of the next century": right(each_test(schema_version=99)),
    "all metadata is gone": right(stripped),
    "the tests are to be skipped": wrong(tagged),
    "another kernel": right(lambda notebook: notebook | {"metadata": notebook["metadata"] | {"kernelspec": {
        "name": "julia", "display_name": "Julia", "language": "julia"}}}),
    "a cell that raises": Attack(RIGHT, before=("1 / 0", "import nothing_of_this_name"), points=(2, 1)),
    "a warning in a right answer": Attack(
        "def double(x):\n    np.log(np.zeros(1))\n    return 2 * np.asarray(x)", points=(2, 1)),
    "magics, programs and timing": Attack(RIGHT, before=("%matplotlib inline\n!ls\n%timeit -n1 -r1 1 + 1",),
                                          points=(2, 1)),
    "empty": file(b""),
    "blank": file(b" \n"),
    "cut off": Attack(change=lambda notebook: as_text(notebook).encode()[:700], points=NOTHING),
    "a script": file(b"def double(x): return 2 * x\n"),
    "a list": file([1, 2]),
    "an object": file({"cells": 1}),
    "no cells": file({"nbformat": 4, "nbformat_minor": 5, "metadata": {}}),
    "cells that are numbers": file({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1, 2]}),
    "format 3": file({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}),
    "format 99": unreadable(lambda notebook: notebook | {"nbformat": 99}),
    "UTF-16": Attack(change=lambda notebook: as_text(notebook).encode("utf-16"), points=NOTHING, ours=(0, 1)),
    "no UTF-8": Attack(change=lambda notebook: as_text(notebook).encode()[:-2] + b"\xff\xfe}", points=NOTHING),
    "JSON 200,000 deep": file(b"[" * 200_000 + b"]" * 200_000),
    "5000 cells": unreadable(lambda notebook: notebook | {"cells": notebook["cells"] + [code("1")] * 5000}),
    "30 MB": unreadable(lambda notebook: notebook | {"metadata": {"more": "x" * 30_000_000}}),
}
