"""environment.yml, pyproject.toml and what is installed say the same."""

import re
import tomllib
from importlib.metadata import version
from types import SimpleNamespace

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from course import __version__
from course.__main__ import PYTHONS
from course.checking import kept
from course.staff.command_line import COMMANDS, TESTED
from course.staff.setup import places
from course.staff.setup.needs import ROOT, STAND_INS, missing, needs, project

CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA_NAMES = {"graphviz": "python-graphviz"}  # where conda-forge calls a package something else
STUDENTS = ("lab",)
EXTRAS = ("lab", "test", *TESTED)
SPEC = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)(?P<ranges>((>=|<=|==|!=|=|<|>)[0-9][0-9a-z.*]*,?)*)")


def conda_ranges():
    matches = [SPEC.fullmatch(line) for line in CONDA["dependencies"] if isinstance(line, str)]
    assert all(matches), "conda wants lower case and no spaces: name>=1.2,<2"
    names = [match["name"] for match in matches]
    assert len(set(names)) == len(names), "a package is listed twice"
    return {match["name"]: match["ranges"] for match in matches}


def test_conda_installs_the_course_itself_through_pip():
    assert set(CONDA) == {"name", "channels", "dependencies"}
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert [line for line in CONDA["dependencies"] if isinstance(line, dict)] == [{"pip": ["-e ."]}]
    assert "pip" in conda_ranges()


def test_conda_python_is_exact_and_in_range():
    ranges = conda_ranges()["python"]
    assert re.fullmatch(r"=3\.\d+", ranges)
    assert Version(ranges[1:]) in SpecifierSet(project()["requires-python"])


def test_conda_and_pip_have_the_same_packages_in_the_same_ranges():
    conda = {name: SpecifierSet(ranges) for name, ranges in conda_ranges().items() if name not in ("python", "pip")}
    pip = {CONDA_NAMES.get(need.name, need.name): SpecifierSet(need.ranges) for need in needs(STUDENTS)
           if need.name not in STAND_INS}
    assert conda == pip


def test_what_is_installed_is_in_range():
    assert missing(EXTRAS) == ()
    for need in needs(EXTRAS):
        if need.name not in STAND_INS:
            assert version(need.name) in SpecifierSet(need.ranges)


def test_the_front_door_lets_in_the_same_pythons():
    (low, high), accepted = PYTHONS, SpecifierSet(project()["requires-python"])
    for minor in range(8, 20):
        assert (low <= (3, minor) < high) == (Version(f"3.{minor}") in accepted)


def test_each_package_has_one_range_and_each_command_known_extras():
    extras = project()["optional-dependencies"]
    ranges = {}
    for line in [*project()["dependencies"], *(line for lines in extras.values() for line in lines)]:
        need = Requirement(line)
        assert ranges.setdefault(need.name, need.specifier) == need.specifier, line
    assert {extra for _, wanted in COMMANDS.values() for extra in wanted or ()} <= set(extras)


def test_the_wheel_has_the_data_of_the_package_and_the_notebooks():
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    packed = {path for package, patterns in setuptools["package-data"].items() for pattern in patterns
              for path in ROOT.joinpath(*package.split(".")).glob(pattern)}
    data = {path for path in (ROOT / "course").rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert data == packed
    assert setuptools["data-files"] == {places._INSTALLED: ["notebooks/*.ipynb"]}
    assert places.STATE == kept.FOLDER


def test_an_installed_package_finds_its_notebooks_by_its_own_list(monkeypatch, tmp_path):
    for name in ("a.py", f"{places._INSTALLED}/00_start.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = [SimpleNamespace(as_posix=lambda name=name: f"../{name}", locate=lambda name=name: tmp_path / name)
             for name in ("a.py", f"{places._INSTALLED}/00_start.ipynb")]
    monkeypatch.setattr(places, "files", lambda name: found)
    assert places.notebooks(tmp_path) == tmp_path / places._INSTALLED
    monkeypatch.setattr(places, "files", lambda name: None)
    assert places.notebooks(tmp_path) == ROOT / "notebooks", "mere files, without a list"


def test_the_changes_begin_with_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", text, re.MULTILINE)[1] == __version__


def test_the_workflow_runs_the_command_that_the_front_page_gives():
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    assert {"run": "python -m course test"} in workflow["jobs"]["test"]["steps"]
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    pythons = {*matrix["python"], *(each["python"] for each in matrix["include"])}
    assert all(Version(python) in SpecifierSet(project()["requires-python"]) for python in pythons)


@pytest.mark.parametrize("path", ["README.md", "CONTRIBUTING.md", *sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))])
def test_links_between_pages_lead_somewhere(path):
    text = re.sub(r"`[^`]*`", "", (ROOT / path).read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", text):
        assert (ROOT / path).parent.joinpath(target).exists(), target
