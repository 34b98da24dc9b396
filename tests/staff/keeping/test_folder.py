"""A student's folder: given once, brought up to date, started afresh; whatever is in it, nothing is lost."""
import json
import os
import shutil
import subprocess
import sys
from zipfile import ZipFile

import pytest
from staff.keeping.test_merging import GIVEN, STUB, answer, code, text

from course.exercises import UNITS
from course.staff.handins.files import Unreadable
from course.staff.handins.handin import arrivals
from course.staff.keeping import files, folder, given
from course.staff.keeping.folder import Folder

NAME = "04_path_sums.ipynb"
IMPORT = code("i", "from course.exercises import path_sums as ex")
BOOK = [GIVEN[0], IMPORT, *GIVEN[1:]]


def store(path, cells, **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}), "utf-8")
    return path


def sources(path):
    return ["".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]]


@pytest.fixture
def desk(tmp_path):
    """A folder that has one notebook, in which somebody has answered."""
    store(tmp_path / "notebooks" / NAME, BOOK)
    desk = Folder(tmp_path / "work", tmp_path / "notebooks")
    assert [*desk.update()] == [f"Copied 1 notebooks to {desk.path}."]
    edit(desk.path / NAME, STUB, "def f(x): return 1")
    return desk


def edit(path, old, new):
    held = path.read_text("utf-8")
    assert json.dumps(old)[1:-1] in held
    path.write_text(held.replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1]), "utf-8")


def publish(desk, *cells, name=NAME):
    store(desk.originals / name, [*BOOK[:2], *cells, *BOOK[2:]])


def test_a_second_start_changes_nothing(desk):
    held = (desk.path / NAME).read_bytes()
    assert [*desk.update()] == [] and (desk.path / NAME).read_bytes() == held


def test_an_update_brings_what_is_new_says_so_and_keeps_what_was(desk):
    publish(desk, text("n", "New"))
    assert [*desk.update()] == [f"{NAME}: 1 new cell."]
    assert sources(desk.path / NAME) == [
        "# Title", IMPORT["source"], "New", "The statement", "def f(x): return 1", "ex.f.check(f)", "End"]
    assert "New" not in (desk.path / ".course/before" / NAME).read_text("utf-8")
    assert [*desk.update()] == []


def test_two_updates_one_after_the_other(desk):
    publish(desk, text("n", "New"))
    assert len([*desk.update()]) == 1
    publish(desk, text("n", "Newer"))
    assert [*desk.update()] == [f"{NAME}: 1 corrected."]
    assert "def f(x): return 1" in sources(desk.path / NAME) and "New" not in sources(desk.path / NAME)


def test_a_cell_that_was_deleted_after_an_update_stays_away(desk):
    publish(desk, text("n", "New"))
    assert len([*desk.update()]) == 1
    held = json.loads((desk.path / NAME).read_text("utf-8"))
    held["cells"] = [cell for cell in held["cells"] if cell["source"] != "New"]
    (desk.path / NAME).write_text(json.dumps(held), "utf-8")
    assert [*desk.update()] == [] and "New" not in sources(desk.path / NAME)


def test_an_open_notebook_that_was_saved_over_an_update_is_updated_again(desk):
    opened = (desk.path / NAME).read_bytes()
    publish(desk, text("n", "New"))
    assert len([*desk.update()]) == 1
    (desk.path / NAME).write_bytes(opened)
    assert [*desk.update()] == [f"{NAME}: 1 new cell."]
    assert {"New", "def f(x): return 1"} <= set(sources(desk.path / NAME))


def test_without_its_note_the_version_that_fits_best_is_taken(desk):
    publish(desk, text("n", "New"))
    held = json.loads((desk.path / NAME).read_text("utf-8"))
    store(desk.path / NAME, held["cells"])
    assert [*desk.update()] == [f"{NAME}: 1 new cell."]


def test_without_any_older_version_nothing_is_lost_either(desk):
    shutil.rmtree(desk.path / ".course")
    edit(desk.path / NAME, "The statement", "The statement, with a note of mine")
    publish(desk, text("n", "New"))
    assert len([*desk.update()]) == 2
    assert {"New", "The statement", "The statement, with a note of mine", "def f(x): return 1"} <= set(
        sources(desk.path / NAME))


@pytest.mark.parametrize("damage", [b"", b"{", b'{"cells": [], "nbformat": 3}', b"<<<<<<< HEAD\n", b"\x00\xff" * 40])
def test_a_damaged_notebook_stays_as_it_is_and_the_others_are_updated(desk, damage):
    (desk.path / NAME).write_bytes(damage)
    store(desk.originals / "05_tying.ipynb", GIVEN)
    said = [*desk.update()]
    assert (desk.path / NAME).read_bytes() == damage and (desk.path / "05_tying.ipynb").exists()
    assert any(f"{NAME} stays as it is: the notebook" in line and "course reset 04" in line for line in said)
    assert "is as it was given. The old file is" in desk.reset(desk.originals / NAME)
    assert sources(desk.path / NAME) == sources(desk.originals / NAME)
    [kept] = (desk.path / "old").iterdir()
    assert kept.read_bytes() == damage


def test_a_damaged_notebook_of_the_course_is_not_taken_for_the_students(desk):
    (desk.originals / NAME).write_text("<<<<<<< HEAD\n")
    [said] = desk.update()
    assert "which is the course's, is damaged" in said and "course reset" not in said


def strange(**cell):
    return json.dumps({"cells": [{**GIVEN[0], **cell}], "metadata": {}, "nbformat": 4}).encode()


@pytest.mark.parametrize("damage", [
    strange(cell_type=["code"]), strange(metadata={"nbgrader": {"grade_id": {}}}), strange(source=[3]),
    b'{"cells": [], "nbformat": 4, "nbformat_minor": "5"}'])
def test_what_no_program_of_jupyter_writes_is_a_sentence(desk, damage):
    (desk.path / NAME).write_bytes(damage)
    assert len([*desk.update()]) == 1 and (desk.path / NAME).read_bytes() == damage
    with pytest.raises(Unreadable):
        desk.reset(desk.originals / NAME, "f")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_in_a_circle_are_passed_by(desk):
    (desk.path / "again.ipynb").symlink_to("again.ipynb")
    publish(desk, text("n", "New"))
    assert [*desk.update()] == [f"{NAME}: 1 new cell."]


def test_a_notebook_that_others_may_not_read_stays_so(desk):
    (desk.path / NAME).chmod(0o600)
    held = (desk.path / NAME).stat().st_mode
    publish(desk, text("n", "New"))
    assert len([*desk.update()]) == 1 and (desk.path / NAME).stat().st_mode == held


def test_damaged_older_versions_are_as_good_as_none(desk):
    for path in (desk.path / ".course/given/path_sums").iterdir():
        path.write_bytes(b"}")
    publish(desk, text("n", "New"))
    assert [*desk.update()] == [f"{NAME}: 1 new cell."]
    assert "def f(x): return 1" in sources(desk.path / NAME)


def test_a_renamed_notebook_is_updated_under_its_name_and_a_copy_is_left_alone(desk):
    (desk.path / NAME).rename(desk.path / "mine.ipynb")
    publish(desk, text("n", "New"))
    assert [*desk.update()] == ["mine.ipynb: 1 new cell."] and not (desk.path / NAME).exists()
    shutil.copy(desk.path / "mine.ipynb", desk.path / "copy.ipynb")
    held = (desk.path / "copy.ipynb").read_bytes()
    publish(desk, text("n", "Newer"))
    assert [*desk.update()] == [f"1 new notebook came to {desk.path}."], "nobody knows which of two is the one"
    assert (desk.path / "copy.ipynb").read_bytes() == held == (desk.path / "mine.ipynb").read_bytes()


def test_a_notebook_of_ones_own_on_the_same_unit_is_not_taken_for_it(desk):
    (desk.path / NAME).unlink()
    own = store(desk.path / "scratch.ipynb", [IMPORT, code("z", "ex.f.hint()")]).read_bytes()
    assert [*desk.update()] == [f"1 new notebook came to {desk.path}."]
    assert (desk.path / "scratch.ipynb").read_bytes() == own


def test_a_unit_that_has_a_new_number_keeps_its_answers(desk):
    (desk.originals / NAME).rename(desk.originals / "05_path_sums.ipynb")
    assert [*desk.update()] == [f"{NAME} is now 05_path_sums.ipynb."]
    assert "def f(x): return 1" in sources(desk.path / "05_path_sums.ipynb") and not (desk.path / NAME).exists()


def test_units_that_change_numbers_with_each_other(desk):
    other = [GIVEN[0], code("i", "from course.exercises import tying as ex"), answer(STUB.replace("f", "g"), "g")]
    store(desk.originals / "05_tying.ipynb", other)
    assert len([*desk.update()]) == 1 and (desk.path / "05_tying.ipynb").exists()
    (desk.originals / NAME).rename(desk.originals / "05_path_sums.ipynb")
    (desk.originals / "05_tying.ipynb").rename(desk.originals / "04_tying.ipynb")
    assert sorted(desk.update()) == ["04_path_sums.ipynb is now 05_path_sums.ipynb.",
                                     "05_tying.ipynb is now 04_tying.ipynb."]
    assert "def f(x): return 1" in sources(desk.path / "05_path_sums.ipynb")


def test_a_full_disk_leaves_what_was(desk, monkeypatch):
    publish(desk, text("n", "New"))
    held = (desk.path / NAME).read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(files.os, "fsync", full)
    assert [*desk.update()] == [f"{NAME} stays as it is: No space left on device."]
    assert (desk.path / NAME).read_bytes() == held
    assert not [path for path in desk.path.iterdir() if path.name.startswith(f".{NAME}")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_told(desk):
    publish(desk, text("n", "New"))
    desk.path.chmod(0o555)
    try:
        assert [*desk.update()] == [f"{NAME} stays as it is: Permission denied."]
    finally:
        desk.path.chmod(0o755)


def test_an_update_that_is_killed_before_it_is_done_is_done_once(desk, monkeypatch):
    """At every write: the first one that is not made, and none after it."""
    edit(desk.path / NAME, "The statement", "The statement, says me")
    new = answer(STUB.replace("(x)", "(x, y)"))
    store(desk.originals / NAME, [*BOOK[:2], text("s", "The right statement"), new, *BOOK[4:]])
    wanted = shutil.copytree(desk.path, desk.path.with_name("other"))
    assert len([*Folder(wanted, desk.originals).update()]) == 2
    for most in range(2):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            kill_after(most, patch)
            [*desk.update()]
        assert {"The statement, says me", "def f(x): return 1"} <= set(sources(desk.path / NAME))
    [*desk.update()]
    assert sources(desk.path / NAME) == sources(wanted / NAME) and [*desk.update()] == []


def kill_after(most, patch):
    done = []

    def write(path, text):
        if len(done) == most:
            raise KeyboardInterrupt
        done.append(files.write(path, text))
    patch.setattr(folder, "write", write)
    patch.setattr(given, "write", write)


def test_half_a_character_is_kept(desk):
    edit(desk.path / NAME, "def f(x): return 1", "def f(x): return '\ud83d'")
    publish(desk, text("n", "New"))
    assert [*desk.update()] == [f"{NAME}: 1 new cell."]
    assert "def f(x): return '\ud83d'" in sources(desk.path / NAME)


def test_reset_of_an_exercise_leaves_all_else(desk):
    publish(desk, text("n", "New"))
    edit(desk.path / NAME, "End", "End, I say")
    assert desk.reset(desk.originals / NAME, "f").startswith(f"The answer of f in {NAME} is as it was given.")
    assert sources(desk.path / NAME)[-3:] == [STUB, "ex.f.check(f)", "End, I say"]
    [kept] = (desk.path / "old").iterdir()
    assert "def f(x): return 1" in sources(kept)
    assert [*desk.update()] == [f"{NAME}: 1 new cell."], "the rest was not brought up to date by it"


def test_reset_brings_back_an_answer_cell_that_is_not_there_any_more(desk):
    held = [cell for cell in BOOK if cell != answer(STUB)]
    store(desk.path / NAME, held)
    desk.reset(desk.originals / NAME, "f")
    assert sorted(sources(desk.path / NAME)) == sorted(sources(desk.originals / NAME))


def test_reset_of_an_exercise_that_is_there_twice_leaves_one(desk):
    cells = json.loads((desk.path / NAME).read_text("utf-8"))["cells"]
    at = next(at for at, cell in enumerate(cells) if cell["id"] == "a")
    store(desk.path / NAME, [*cells[:at], answer(STUB), {**cells[at], "id": "b"}, *cells[at + 1:]])
    desk.reset(desk.originals / NAME, "f")
    assert sources(desk.path / NAME) == sources(desk.originals / NAME)


def test_reset_in_a_notebook_without_ids_leaves_one_that_is_valid(desk):
    bare = [{key: value for key, value in cell.items() if key != "id"} for cell in BOOK]
    store(desk.path / NAME, bare, nbformat_minor=4)
    desk.reset(desk.originals / NAME, "f")
    held = json.loads((desk.path / NAME).read_text("utf-8"))
    assert held["nbformat_minor"] == 5 and len({cell["id"] for cell in held["cells"]}) == len(BOOK)


def test_two_resets_keep_both_files(desk, monkeypatch):
    for words in ("def f(x): return 2", "def f(x): return 3"):
        desk.reset(desk.originals / NAME)
        edit(desk.path / NAME, STUB, words)
    desk.reset(desk.originals / NAME)
    assert len(list((desk.path / "old").iterdir())) == 3


def test_a_zip_of_the_whole_folder_hands_in_what_is_worked_in(desk, tmp_path):
    desk.reset(desk.originals / NAME)
    edit(desk.path / NAME, STUB, "def f(x): return 2")
    with ZipFile(tmp_path / "in.zip", "w") as archive:
        for path in sorted(desk.path.rglob("*.ipynb"), reverse=True):
            archive.write(path, f"ada/{path.relative_to(desk.path).as_posix()}")
    unit = next(unit for unit in UNITS if unit.notebook == NAME)
    for place in (tmp_path / "in.zip", shutil.copytree(desk.path, tmp_path / "class/ada").parent):
        [handed] = [each for each in arrivals(place, UNITS).hand_ins if each.unit == unit]
        assert handed.file.name == NAME and "no reset has set aside" in handed.note


def test_reset_of_what_is_not_there(desk):
    (desk.path / NAME).unlink()
    with pytest.raises(Unreadable):
        desk.reset(desk.originals / NAME, "f")
    assert desk.reset(desk.originals / NAME) == f"{NAME} is as it was given."
    with pytest.raises(LookupError):
        desk.reset(desk.originals / NAME, "g")


GIT = shutil.which("git")


def git(root, *words):
    subprocess.run([GIT, "-C", root, "-c", "user.name=x", "-c", "user.email=x@example.org", *words], check=True,
                   capture_output=True)


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose notebooks were worked in, as it was before there was a folder for that."""
    store(tmp_path / "notebooks" / NAME, BOOK)
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "one")
    edit(tmp_path / "notebooks" / NAME, STUB, "def f(x): return 1")
    return Folder(tmp_path / "work", tmp_path / "notebooks")


@pytest.mark.skipif(not GIT, reason="there is no git")
def test_answers_in_the_notebooks_of_the_checkout_move_to_the_folder(checkout):
    [said] = checkout.update()
    assert f"{NAME} held answers: they are in" in said
    assert "def f(x): return 1" in sources(checkout.path / NAME)
    git(checkout.originals, "checkout", NAME)
    publish(checkout, text("n", "New"))
    assert [*checkout.update()] == [f"{NAME}: 1 new cell."]
    assert "def f(x): return 1" in sources(checkout.path / NAME)


@pytest.mark.skipif(not GIT, reason="there is no git")
def test_answers_that_were_copied_by_hand_are_compared_with_the_history(checkout):
    checkout.path.mkdir()
    shutil.move(checkout.originals / NAME, checkout.path / NAME)
    publish(checkout, text("n", "New"))
    store(checkout.originals / NAME, [cell if cell["source"] != "The statement" else text("s", "The right statement")
                                      for cell in json.loads((checkout.originals / NAME).read_text("utf-8"))["cells"]])
    git(checkout.originals, "commit", "-am", "two")
    assert [*checkout.update()] == [f"{NAME}: 1 new cell, 1 corrected."]
    assert "def f(x): return 1" in sources(checkout.path / NAME)
    assert "The statement" not in sources(checkout.path / NAME)


def test_what_is_told_is_a_line_for_each_notebook(desk):
    edit(desk.path / NAME, "The statement", "Mine")
    store(desk.originals / NAME, [*BOOK[:2], text("s", "The right statement"), *BOOK[3:]])
    assert [*desk.update()] == [
        f"{NAME}, under “Title”: you had changed a cell that is new now. Yours is above the new one."]


def test_it_needs_the_standard_library_only():
    words = "import sys; import course.staff.keeping.folder as f; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-S", "-c", words], cwd=folder.__file__.partition("/course/staff")[0]
                          ).returncode == 0
