"""What the book has beside its units: the first page, made of README, and the list of the course's functions."""
from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from html import escape
from importlib import import_module

from course.checking import Unit
from course.staff.authoring.numbering import ROW

FUNCTIONS = ("autodiff", "pictures", "networks", "networks.rnn")     # rooms of the package that notebooks call
FOR_WHOM = """\
**For whom** Who writes Python functions, has met NumPy, and knows the derivative of a product. Networks are not
needed: they come in Unit {last}. A unit takes an hour or two, with exercises that are checked while you write them.
"""
CONTENTS = """\
```{{toctree}}
:hidden:
:caption: {caption}

{pages}
```
"""
MARKUP = re.compile(r"[*_|`\\]")
HEAD = re.compile(r"^(?P<title>#[^\n]*\n)\n(?P<about>.*?)\n\n(?P<rest>.*?)^\| \| unit", re.DOTALL | re.MULTILINE)


def front(readme: str, units: Sequence[Unit], pictures: dict[str, str], buttons: str) -> str:
    """The first page: what README says above its table, buttons, and a card with a picture for each unit."""
    said = {topic: row.strip(" |") for topic, row in ROW.findall(readme)}
    head = HEAD.search(readme)
    cards = "\n".join(_card(unit, said.get(unit.topic, ""), pictures.get(unit.topic)) for unit in units)
    first_network = next((unit.number for unit in units if unit.topic == "training"), units[-1].number)
    return "\n".join((head["title"], head["about"], "", buttons, "", FOR_WHOM.format(last=first_network),
                      "## The units", "", f"<div class='course-units'>\n{cards}\n</div>", "", "## The engine", "",
                      head["rest"], *_contents(units)))


def functions() -> str:
    """The page of what `course` offers to notebooks, by room: each function and class with its docstring."""
    rooms = (f"## course.{room}\n\n```{{eval-rst}}\n{_entries(import_module(f'course.{room}'))}\n```\n"
             for room in FUNCTIONS)
    return "\n".join(("# What the course offers\n", "What `import course` gives to a notebook, with its docstrings.\n",
                      *rooms))


def verbatim(_app, _what, _name, _object, _options, lines: list[str]):
    """For autodoc: a docstring is plain text, whose stars and bars mean themselves, and code is indented."""
    paragraphs = "\n".join(lines).strip("\n").split("\n\n")
    lines[:] = "\n\n".join(f"::\n\n{each}" if each.startswith((" ", ">>>")) else MARKUP.sub(r"\\\g<0>", each)
                           for each in paragraphs).split("\n")


def _card(unit, about, picture):
    image = f"<img class='course-picture' src='{picture}' alt='' loading='lazy'>" if picture else ""
    page = f"notebooks/{unit.notebook.removesuffix('.ipynb')}.html"
    return (f"<a href='{page}'>{image}<b>{unit.number} · {escape(unit.title)}</b><span>{escape(about)}</span></a>")


def _contents(units):
    for caption, pages in (("Units", [f"notebooks/{unit.notebook.removesuffix('.ipynb')}" for unit in units]),
                           ("Beside the units", ["functions", "docs/errors", "docs/sources"]),
                           ("For who teaches", ["docs/teaching", "docs/term"])):
        yield CONTENTS.format(caption=caption, pages="\n".join(pages))


def _entries(module):
    public = {name: getattr(module, name) for name in sorted(getattr(module, "__all__", vars(module)), key=str.lower)}
    kinds = {name: "class" if inspect.isclass(value) else "function" for name, value in public.items()
             if inspect.isroutine(value) or inspect.isclass(value)}
    return "\n".join(f".. auto{kind}:: {module.__name__}.{name}" for name, kind in kinds.items())
