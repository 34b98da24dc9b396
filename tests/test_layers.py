"""Imports point one way: autodiff, networks, pictures, checking, exercises, staff; each layer knows those before it."""

import ast
import sys

import pytest

from course.staff.needs import ROOT

LAYERS = ("autodiff", "networks", "pictures", "checking", "exercises", "staff")
FILES = sorted((ROOT / "course").rglob("*.py"))
FRONT = ("__init__.py", "__main__.py")  # the front of the house opens every door, but only when asked to
BARE = {"bootstrap", "doctor", "needs", "programs"}  # these modules of staff run before anything is installed
DRAWN_WITH = {"course.pictures.html", "course.pictures.palette"}  # all that checking takes from pictures


def imported(path, top_only=False):
    """The names of the modules that a file imports, at module level only or anywhere."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: the package imports absolutely"
            if node.module == "course" or node.module.count(".") == 1:  # from course.pictures import html
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module


def layer(module):
    return LAYERS.index(module.split(".")[1])


def inner(names):
    return [name for name in names if name.split(".")[0] == "course"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path):
    home = path.relative_to(ROOT / "course").parts[0]
    if home in FRONT:
        assert {name.split(".")[0] for name in imported(path, top_only=True)} <= sys.stdlib_module_names
    else:
        above = [name for name in inner(imported(path)) if layer(name) > LAYERS.index(home)]
        assert not above, f"{home} must not know {above}"


@pytest.mark.parametrize("path", sorted((ROOT / "course/checking").glob("*.py")), ids=lambda path: path.name)
def test_checking_takes_only_colours_and_html_from_pictures(path):
    drawn = {name for name in inner(imported(path)) if name.startswith("course.pictures")}
    assert drawn <= DRAWN_WITH


@pytest.mark.parametrize("name", sorted(BARE))
def test_what_runs_before_setting_up_needs_the_standard_library_only(name):
    names = set(imported(ROOT / f"course/staff/{name}.py", top_only=True))
    outer = {name.split(".")[0] for name in names} - {"course"}
    assert outer <= sys.stdlib_module_names
    assert {name.split(".")[2] for name in inner(names)} <= BARE
