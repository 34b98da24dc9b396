"""The map of the course: every unit, what is open, what to repeat."""
import pytest

from course import progress
from course.checking import kept
from course.exercises import UNITS
from course.exercises import path_sums as ex


@pytest.fixture
def work(tmp_path, monkeypatch):
    kept.begin(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_unit_has_its_row_and_a_link(work):
    found = progress()
    text, html = repr(found), found._repr_mimebundle_()["text/html"]
    for unit in UNITS:
        assert unit.title in text and f"<a href='{unit.notebook}'>" in html
    assert text.startswith("The course: 0 of ") and f"Next: {UNITS[0].exercises[0].name} in Unit 00" in text


def test_it_counts_what_passes_and_names_what_to_repeat(work):
    first, second = ex.UNIT.exercises[:2]
    lines = (1, first.name, "pass"), (1, second.name, "pass"), (2, second.name, "fail")
    (work / kept.FILE).write_text("\n".join(f"2026-01-0{day} 10:00:00Z,{name},{status},1,0"
                                            for day, name, status in lines))
    text = repr(progress())
    assert text.startswith("The course: 1 of ")
    assert f"Unit {ex.UNIT.number}, {second.name}: passed on 2026-01-01, and not when it was last checked" in text
    assert repr(progress(ex)).startswith(f"Unit {ex.UNIT.number}: 1 of ")


def test_names_of_exercises_are_those_of_one_unit_only():
    """The file of progress knows them by name."""
    names = [exercise.name for unit in UNITS for exercise in unit.exercises]
    assert len(names) == len(set(names))
