"""Imports point one way, between the layers of the package and between the rooms of a layer."""

import ast
import sys
from functools import cache

import pytest

from course.staff.setup.needs import ROOT

PACKAGE = ROOT / "course"
LAYERS = ("autodiff", "networks", "pictures", "checking", "exercises", "staff")
FILES = sorted(PACKAGE.rglob("*.py"))
FRONT = ("__init__.py", "__main__.py")  # the front of the house opens every door, but only when asked to
# The rooms of a layer in order: each knows those before it. Files that stand outside them may be used by all.
ROOMS = {
    "autodiff": ("rules", "tracing", "modes", "tools", "written"),
    "staff": ("inside", "setup", "options", "authoring", "handins", "keeping", "classes", "running", "marking",
              "results", "nbgrader", "site", "commands"),
}
BARE = ("course.staff.setup", "course.staff.options")  # these rooms run before anything is installed, and so does
BARE_COMMANDS = {"doctor"}
DRAWN_WITH = {"course.pictures.html", "course.pictures.palette"}  # all that checking takes from pictures
ENTRIES = 14  # of a folder, so that it can be taken in at a glance
LISTS = {"course/exercises"}  # but for lists of units


@cache
def imported(path, top_only=False):
    """The names of the modules that a file imports, at module level only or anywhere."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: the package imports absolutely"
            whole = (PACKAGE.parent / node.module.replace(".", "/")).is_dir()  # from course.pictures import html
            found += [f"{node.module}.{alias.name}" for alias in node.names] if whole else [node.module]
    return tuple(found)


def inner(names):
    return [name for name in names if name.split(".")[0] == "course" and name != "course.__version__"]


def place(parts, order):
    """Where a module stands in an order of folders; outside of them, None."""
    return order.index(parts[0]) if parts and parts[0] in order else None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path):
    layer, *rest = path.relative_to(PACKAGE).parts
    if layer in FRONT:
        assert {name.split(".")[0] for name in imported(path, top_only=True)} <= sys.stdlib_module_names
        return
    names = [name.split(".")[1:] for name in inner(imported(path))]
    above = [name for name in names if place(name, LAYERS) > LAYERS.index(layer)]
    assert not above, f"{layer} must not know {above}"
    here = place(rest, rooms := ROOMS.get(layer, ()))
    if here is not None:
        above = [name for name in names if name[0] == layer and (place(name[1:], rooms) or 0) > here]
        assert not above, f"{layer}/{rest[0]} must not know {above}"


@pytest.mark.parametrize("layer", ROOMS)
def test_every_room_is_in_the_order(layer):
    folders = {path.name for path in (PACKAGE / layer).iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(ROOMS[layer])


@pytest.mark.parametrize("path", sorted((PACKAGE / "checking").glob("*.py")), ids=lambda path: path.name)
def test_checking_takes_only_colours_and_html_from_pictures(path):
    drawn = {name for name in inner(imported(path)) if name.startswith("course.pictures")}
    assert drawn <= DRAWN_WITH


@pytest.mark.parametrize("path", [
    *(path for room in BARE for path in sorted((ROOT / room.replace(".", "/")).glob("*.py"))),
    *(PACKAGE / f"staff/commands/{name}.py" for name in sorted(BARE_COMMANDS))], ids=lambda path: path.name)
def test_what_runs_before_setting_up_needs_the_standard_library_only(path):
    names = imported(path, top_only=True)
    assert {name.split(".")[0] for name in names} - {"course"} <= sys.stdlib_module_names
    assert all(name.startswith(BARE) for name in inner(names))


FOLDERS = sorted({path.parent for path in FILES})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_folder_is_a_list(folder):
    """`ls` is the architecture; and each folder says what it is for."""
    name = folder.relative_to(ROOT).as_posix()
    entries = [path for path in folder.iterdir() if not path.name.startswith("_")]
    assert len(entries) <= ENTRIES or name in LISTS, f"{name} has {len(entries)} entries"
    assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_is_hidden_by_a_function(path):
    """Nothing that a package exports has the name of a module that lies in it."""
    package = path.parent / "__init__.py"
    if path.name == "__init__.py" or not package.exists() or path.is_relative_to(PACKAGE / "exercises"):
        return
    exported = {alias.asname or alias.name for node in ast.parse(package.read_text(encoding="utf-8")).body
                if isinstance(node, ast.ImportFrom) and node.module != ".".join(path.parent.relative_to(ROOT).parts)
                for alias in node.names}
    assert path.stem not in exported
