"""The student edition works on its own, and holds nothing that gives the course away."""
import ast
import json
import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import notebook_cells as books
import pytest
from staff.setting import arguments

from course.exercises import UNITS
from course.staff.authoring.asked import Faulty, asked
from course.staff.authoring.edition import LIST, edition, lay_out, packed
from course.staff.commands import release
from course.staff.setup.needs import ROOT

CHOSEN = asked(UNITS, ["00", "04", "06", "08"])
FILES = edition(UNITS, CHOSEN)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An edition of four units that has been written down."""
    place = tmp_path_factory.mktemp("edition") / "course"
    assert lay_out(FILES, place) == (len(FILES), 0)
    return place


def run(folder, *words):
    """A Python that knows nothing but the edition."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "COURSE_WORK")}
    return subprocess.run([sys.executable, *words], cwd=folder, env={**env, "PYTHONPATH": str(folder)},
                          capture_output=True, text=True)


def test_no_line_of_a_solution_and_no_known_mistake_is_in_it():
    lines = [line for unit in UNITS for line in books.solution_lines(ROOT / "solutions" / unit.notebook)]
    assert len(lines) > 100
    for path, data in edition(UNITS, UNITS).items():
        text = data.decode()
        assert not [line for line in lines if line in text], path
        assert not path.startswith(("solutions", "tests/mistakes", "tests/answers", "tests/searching", ".git/"))


def test_it_has_the_chosen_units_under_their_numbers_and_no_link_to_others():
    names = [f"notebooks/{unit.notebook}" for unit in CHOSEN]
    assert [path for path in FILES if path.startswith("notebooks/")] == names
    for path, data in FILES.items():
        for unit in UNITS:
            if unit not in CHOSEN:
                assert f"{unit.notebook})" not in data.decode(), path
    assert f"Back: [Unit 04 · {CHOSEN[1].title}]" in FILES["notebooks/06_forward.ipynb"].decode()


def test_what_is_imported_of_the_course_is_there():
    """Or is what a sentence stands for: an optional room that a function imports when it is there."""
    names = {path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in FILES if ".py" in path}
    for path, data in FILES.items():
        for node in ast.walk(ast.parse(data)) if path.startswith("course/") and path[-3:] == ".py" else ():
            if isinstance(node, ast.ImportFrom) and node.module.startswith("course"):
                assert node.module in names, f"{path} imports {node.module}"


def test_the_rooms_of_graders_are_not_there():
    rooms = {path.split("/")[2] for path in FILES if path.startswith("course/staff/")}
    assert not rooms & {"results", "nbgrader", "classes"}


def test_readme_has_the_two_commands_and_nothing_for_instructors():
    text = FILES["README.md"].decode()
    assert "python3 -m course lab" in text and "python3 -m course test" in text and "## Licence" in text
    assert "solutions/" not in text and "## For instructors" not in text and "course grade" not in text
    assert text.count("](notebooks/") >= len(CHOSEN) and "| 05 |" not in text


def test_what_readme_links_to_is_there():
    for target in books.re.findall(r"\]\(([\w./-]+)\)", FILES["README.md"].decode()):
        assert target in FILES


def test_it_runs_on_its_own(folder):
    done = run(folder, "-c", "from course import progress; import course; print(course.__file__); print(progress())")
    assert str(folder) in done.stdout and "0 of 2    Start here" in done.stdout and "Parameter tying" not in done.stdout
    assert "the doctor" not in done.stderr and not done.returncode


def test_its_commands_are_those_of_students(folder):
    done = run(folder, "-m", "course")
    assert "lab" in done.stdout and "grade" not in done.stdout and "build" not in done.stdout
    refused = run(folder, "-m", "course", "grade", "x", "--out", "y")
    assert refused.returncode == 1 and refused.stderr.startswith("course grade is for instructors")
    doctor = run(folder, "-m", "course", "doctor")
    assert f"a student edition, with {len(CHOSEN)} notebooks" in doctor.stdout


@pytest.mark.slow
def test_its_notebooks_run_and_can_be_checked(folder, tmp_path):
    some = "notebooks/00_start.ipynb", "tests/autodiff/tools"
    tested = run(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", *some)
    assert tested.returncode == 0, tested.stdout
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / CHOSEN[0].notebook).write_bytes(FILES[f"notebooks/{CHOSEN[0].notebook}"])
    checked = run(folder, "-m", "course", "check", "--work", str(tmp_path / "work"))
    assert checked.returncode == 0 and "The course: 0 of" in checked.stdout, checked.stderr


def test_an_earlier_edition_makes_place_and_all_else_stays(tmp_path):
    lay_out(FILES, tmp_path / "course")
    (tmp_path / "course/work").mkdir()
    (tmp_path / "course/work/mine.ipynb").write_text("mine")
    assert lay_out(FILES, tmp_path / "course") == (0, 0)
    fewer = edition(UNITS, CHOSEN[:2])
    written, gone = lay_out(fewer, tmp_path / "course")
    assert 0 < written < len(fewer) and gone > 2
    assert not (tmp_path / "course/notebooks/06_forward.ipynb").exists()
    assert (tmp_path / "course/work/mine.ipynb").read_text() == "mine"


@pytest.mark.parametrize("held", ["{", "[]", "{}"])
def test_a_folder_of_something_else_is_left_alone(tmp_path, held):
    (tmp_path / LIST).write_text(held)
    with pytest.raises(Faulty, match="nothing that this command wrote earlier"):
        lay_out(FILES, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [LIST]


def test_a_list_of_files_that_leads_out_of_the_folder_deletes_nothing(tmp_path):
    (tmp_path / "keep").touch()
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / LIST).write_text(json.dumps({"files": ["../keep", str(tmp_path / "keep"), 3]}))
    lay_out(FILES, tmp_path / "course")
    assert (tmp_path / "keep").exists()


def test_who_is_stopped_may_start_again(tmp_path, monkeypatch):
    written = []

    def stopped(path, data):
        if len(written) == 3:
            raise KeyboardInterrupt
        written.append(path.write_text(data.decode()))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "write_bytes", stopped)
        lay_out(FILES, tmp_path)
    assert lay_out(FILES, tmp_path) == (len(FILES) - 3, 0)


def test_a_zip_has_all_files_and_the_times_at_which_they_changed(folder, tmp_path):
    """As unpacking over an older edition keeps what was compiled of files with the same time and size."""
    place = shutil.copytree(folder, tmp_path / "course")
    lay_out(FILES, place)
    data = packed(FILES, place)
    assert data == packed(dict(FILES), place)
    os.utime(place / "course/__init__.py", (2e9, 2e9))
    with ZipFile(BytesIO(data)) as archive, ZipFile(BytesIO(packed(FILES, place))) as later:
        assert sorted(archive.namelist()) == [f"course/{path}" for path in FILES]
        assert [one.filename for one, other in zip(archive.infolist(), later.infolist(), strict=True)
                if one.date_time != other.date_time] == ["course/course/__init__.py"]


def test_the_folder_that_one_is_in_has_a_name_for_the_zip(tmp_path, monkeypatch, capsys):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert release.main(arguments(release, ".", "--units", "00", "--zip")) == 0
    with ZipFile(tmp_path / "here.zip") as archive:
        assert "here/README.md" in archive.namelist()


def test_the_command_says_what_it_wrote_and_why_it_cannot(tmp_path, capsys):
    assert release.main(arguments(release, tmp_path / "a", "--units", "00", "--zip")) == 0
    said = capsys.readouterr().out
    assert "an edition of 1 unit," in said and (tmp_path / "a.zip").exists()
    assert release.main(arguments(release, tmp_path / "b", "--units", "99")) == 1
    assert "There is no unit 99" in capsys.readouterr().err and not (tmp_path / "b").exists()
    (tmp_path / "c").mkdir()
    (tmp_path / "c/other").touch()
    assert release.main(arguments(release, tmp_path / "c", "--units", "00")) == 1
