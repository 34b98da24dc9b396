"""What is needed is read from pyproject.toml, and compared as packaging compares it."""

from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from course.staff.setup import needs

versions = st.lists(st.integers(0, 12), min_size=1, max_size=3).map(lambda numbers: ".".join(map(str, numbers)))
operators = st.sampled_from([">=", "<=", "==", "!=", ">", "<"])
ranges = st.lists(st.tuples(operators, versions).map("".join), max_size=3).map(",".join)


@pytest.fixture
def checkout(tmp_path):
    """A checkout that needs something that nobody has, and something for another platform."""
    (tmp_path / "pyproject.toml").write_text("""
        [project]
        dependencies = ["pytest>=8", "no-such-package>=1.2,<2"]
        [project.optional-dependencies]
        old = ["pytest<2"]
        far = ["also-missing; sys_platform == 'amiga'", "graphviz-pure>=99; platform_machine != ''"]
    """)
    return tmp_path


@given(versions, ranges)
def test_ranges_are_compared_as_packaging_does(version, wanted):
    assert needs.satisfies(version, wanted) == (version in SpecifierSet(wanted))


def test_every_line_of_pyproject_is_read_as_packaging_does():
    table = needs.project()
    for line in sum(table["optional-dependencies"].values(), table["dependencies"]):
        need, wanted = needs.parse(line), Requirement(line)
        assert (need.name, SpecifierSet(need.ranges)) == (wanted.name, wanted.specifier)
        assert needs._applies(need.marker) == (wanted.marker is None or wanted.marker.evaluate())


def test_what_is_missing_is_listed_as_it_was_asked_for(checkout):
    assert [str(need) for need in needs.missing(root=checkout)] == ["no-such-package >=1.2,<2"]
    assert [str(need) for need in needs.missing(["old"], checkout)][1:] == ["pytest <2"]


def test_a_marker_for_another_platform_asks_for_nothing(checkout):
    assert "also-missing" not in {need.name for need in needs.needs(["far"], checkout)}


def test_a_program_on_path_stands_in_for_its_package(checkout, monkeypatch):
    monkeypatch.setattr(needs.shutil, "which", lambda name: None)
    assert "graphviz-pure" in {need.name for need in needs.missing(["far"], checkout)}
    monkeypatch.setattr(needs.shutil, "which", lambda name: f"/bin/{name}" if name == "dot" else None)
    assert "graphviz-pure" not in {need.name for need in needs.missing(["far"], checkout)}


def test_an_installed_package_says_itself_what_it_needs(tmp_path, monkeypatch):
    said = Message()
    for line in ("numpy<3,>=2.0", 'jupyterlab<5,>=4.4; extra == "lab"',
                 'far<2; (sys_platform == "amiga" or sys_platform == "x") and extra == "lab"'):
        said["Requires-Dist"] = line
    said["Requires-Python"] = "<3.15,>=3.11"
    monkeypatch.setattr(needs, "metadata", lambda name: said)
    assert [str(need) for need in needs.needs(["lab"], tmp_path)] == ["numpy <3,>=2.0", "jupyterlab <5,>=4.4"]
    assert needs.project(tmp_path)["requires-python"] == "<3.15,>=3.11"


def test_mere_files_ask_for_nothing(tmp_path, monkeypatch):
    def unknown(name):
        raise needs.PackageNotFoundError
    monkeypatch.setattr(needs, "metadata", unknown)
    assert needs.missing(["lab"], tmp_path) == ()
