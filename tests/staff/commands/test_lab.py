"""`course lab` gives the notebooks and says what has changed; `course reset` starts afresh; neither loses anything."""
import json

import pytest
from staff.setting import arguments

from course.staff.commands import lab, reset
from course.staff.setup import places


@pytest.fixture
def opened(monkeypatch):
    """What would have been started."""
    seen = []
    monkeypatch.setattr(lab, "hand_over", lambda *command, cwd: seen.append((command, cwd)) or 0)
    monkeypatch.setattr(lab, "_open_lab", lambda folder: "")
    return seen


def start(folder):
    args = arguments(lab, "--work", folder)
    args.further = []
    return lab.main(args)


def test_it_says_where_one_works_and_what_came(opened, tmp_path, capsys):
    assert start(tmp_path / "mine") == 0
    said = capsys.readouterr().err
    assert f"Copied {len(list(places.notebooks().glob('*.ipynb')))} notebooks to" in said and "You work in" in said
    assert opened[0][1] == tmp_path / "mine"
    assert start(tmp_path / "mine") == 0 and capsys.readouterr().err.startswith("You work in")


def test_it_can_prepare_the_folder_alone(opened, tmp_path):
    args = arguments(lab, "--work", tmp_path / "mine", "--prepare")
    assert lab.main(args) == 0 and not opened and (tmp_path / "mine/progress.csv").exists()


def test_an_open_lab_is_not_disturbed(opened, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(lab, "_open_lab", lambda folder: "http://localhost:8888/")
    (tmp_path / "mine").mkdir()
    assert start(tmp_path / "mine") == 0 and not list((tmp_path / "mine").iterdir())
    assert "is open in" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_a_sentence(opened, tmp_path, capsys):
    (tmp_path / "file").touch()
    assert start(tmp_path / "file") == 1 and "--work DIR" in capsys.readouterr().err and not opened


def test_solutions_are_opened_in_a_checkout_only(opened, monkeypatch, capsys):
    monkeypatch.setattr(lab.places, "is_checkout", lambda: False)
    assert lab.main(arguments(lab, "--solutions")) == 1 and "--solutions" in capsys.readouterr().err


def test_a_running_server_is_found(tmp_path, monkeypatch):
    server = pytest.importorskip("jupyter_server.serverapp")
    monkeypatch.setattr(server, "list_running_servers", lambda: [{"root_dir": str(tmp_path), "url": "here"}])
    assert lab._open_lab(tmp_path) == "here" and lab._open_lab(tmp_path / "other") == ""


@pytest.mark.parametrize("what, said", [
    ("04.count_paths", "The answer of count_paths in 04_path_sums.ipynb is as it was given."),
    ("path_sums", "04_path_sums.ipynb is as it was given."), ("04_path_sums", "is as it was given."),
    ("work/04_path_sums.ipynb", "Reload Notebook from Disk")])
def test_reset_by_number_or_topic(opened, tmp_path, capsys, what, said):
    start(tmp_path)
    path = tmp_path / "04_path_sums.ipynb"
    held = json.loads(path.read_text("utf-8"))
    [cell] = [cell for cell in held["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == "count_paths"]
    given, cell["source"] = cell["source"], "mine"
    path.write_text(json.dumps(held), "utf-8")
    assert reset.main(arguments(reset, what, "--work", tmp_path)) == 0
    assert said in capsys.readouterr().out
    assert given in [cell["source"] for cell in json.loads(path.read_text("utf-8"))["cells"]]
    assert len(list((tmp_path / "old").iterdir())) == 1


@pytest.mark.parametrize("what, said", [("4", "there is no unit 4; there are 00_start"), (
    "04.f", "04_path_sums has no exercise f; it has")])
def test_reset_of_what_there_is_not(opened, tmp_path, capsys, what, said):
    start(tmp_path)
    assert reset.main(arguments(reset, what, "--work", tmp_path)) == 1
    printed = capsys.readouterr().err
    assert said in printed and "Nothing was changed." in printed and not (tmp_path / "old").exists()
