"""The digest of an exercise changes with its checks and whatever of the course they use, and with nothing else."""
import pytest

from course.exercises import UNITS
from course.staff.marking import checksums

EXERCISES = {exercise.name: exercise for unit in UNITS for exercise in unit.exercises}
COUNTING = "course.exercises.path_sums.counting"


@pytest.fixture
def digest(tmp_path, monkeypatch):
    """The digest of an exercise when a piece of a module's text is another one."""
    known = checksums._module

    def clear():
        checksums.digest_of.cache_clear()
        checksums._texts.cache_clear()

    def changed(module, old, new):
        text = checksums._path(module).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "changed.py").write_text(text.replace(old, new), encoding="utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(checksums, "_path", lambda name: tmp_path / "changed.py")
            return known.__wrapped__(module)

    def digest(name, module="", old="", new=""):
        other = changed(module, old, new) if module else None
        monkeypatch.setattr(checksums, "_module", lambda each: other if each == module else known(each))
        clear()
        return checksums.digest_of(EXERCISES[name])

    yield digest
    clear()


@pytest.mark.parametrize(("module", "old", "new"), [
    (COUNTING, "should ", "should really "), (COUNTING, "\ndef ", "\n\n# a remark\ndef "), (COUNTING, '"""', "'''"),
    (COUNTING, "    ", "    "), ("course.exercises.path_sums.listing", "rng", "other_rng"),
    ("course.staff.marking.marks", "CODE = 8_000", "CODE = 9"), ("course.pictures.palette", "#", "#")])
def test_remarks_layout_and_what_is_not_used_change_nothing(digest, module, old, new):
    assert digest("count_paths") == digest("count_paths", module, old, new)


@pytest.mark.parametrize(("module", "old", "new"), [
    (COUNTING, "rng", "other_rng"), ("course.checking.compare", "RTOL, ATOL = 1e-10", "RTOL, ATOL = 1e-3"),
    ("course.exercises.material", "TWO_EDGES = {", "TWO_EDGES = {1: 2, "),
    ("course.autodiff.modes.pathwise", "def count_paths(", "def count_paths(unused=3, *, "),
    ("course.autodiff.rules.elementary", "cos", "sin")])
def test_whatever_it_uses_changes_it(digest, module, old, new):
    assert digest("count_paths") != digest("count_paths", module, old, new)


def test_what_a_check_is_worth_changes_it(digest, monkeypatch):
    before = digest("count_paths")
    monkeypatch.setattr(EXERCISES["count_paths"].checks[0], "points", 99, raising=False)
    assert digest("count_paths") != before


def test_hints_and_other_exercises_of_the_module_change_nothing(digest):
    old = "ladder_guess = Exercise("
    assert digest("count_paths") == digest("count_paths", COUNTING, old, f"{old}1,")


def test_every_exercise_has_one():
    assert len(set(map(checksums.digest_of, EXERCISES.values()))) > 0.9 * len(EXERCISES)
