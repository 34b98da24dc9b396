"""The command line finds or makes a Python for each command, and says in a sentence why it can't."""

import ast
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from course import __main__ as front
from course.staff import command_line
from course.staff.setup import bootstrap, needs


@pytest.fixture
def installs(monkeypatch, tmp_path):
    """The commands that setting up would run, while nothing is really run and .venv is elsewhere."""
    ran = []

    def run(*command):
        ran.append([str(word) for word in command])
        for env in (".venv", ".venv-staff"):
            if any(word.endswith(env) for word in ran[-1]):
                (tmp_path / env).mkdir()

    monkeypatch.setattr(bootstrap, "ENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "STAFF_ENV", tmp_path / ".venv-staff")
    monkeypatch.setattr(bootstrap, "complete", lambda extras: False)
    monkeypatch.setattr(bootstrap, "has", lambda python, extras=(): any(str(python) in words for words in ran))
    monkeypatch.setattr(bootstrap, "_run", run)
    return ran


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 9), (3, 15, 0)])
def test_a_python_out_of_range_is_refused_in_a_sentence(monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit, match=rf"3\.11 to 3\.14.*this is Python 3\.{version[1]}"):
        front.main(["lab"])


def test_help_lists_every_command(capsys):
    assert front.main([]) == 2
    printed = capsys.readouterr().out
    assert all(name in printed for name in command_line.COMMANDS)


def test_an_unknown_command_is_named(capsys):
    with pytest.raises(SystemExit) as stop:
        front.main(["lap"])
    assert stop.value.code == 2 and "lap" in capsys.readouterr().err


@pytest.mark.parametrize("name", command_line.COMMANDS)
def test_every_command_explains_itself(name, capsys):
    try:
        code = front.main([name, "--help"])
    except SystemExit as stop:
        code = stop.code
    assert code == 0 and f"usage: course {name}" in capsys.readouterr().out


@pytest.fixture
def handed_over(monkeypatch):
    """What the command line would have become: the command and its folder."""
    seen = []
    for module in (bootstrap, command_line):
        monkeypatch.setattr(module, "hand_over", lambda *command, cwd=None: seen.append((command, cwd)) or 7)
    return seen


def test_further_arguments_go_to_the_program_in_their_order(handed_over):
    assert front.main(["test", "tests", "-q", "-k", "not slow", "--help"]) == 7
    expected = (sys.executable, "-m", "pytest", "tests", "-q", "-k", "not slow", "--help")
    assert handed_over == [(expected, needs.ROOT)]


def test_lab_gives_the_notebooks_and_opens_the_first(handed_over, monkeypatch, tmp_path):
    monkeypatch.setattr("course.staff.commands.lab.hand_over", bootstrap.hand_over)
    front.main(["lab", "--work", str(tmp_path / "mine"), "--no-browser", "--port", "8890"])
    [(command, folder)] = handed_over
    first = min((needs.ROOT / "notebooks").glob("*.ipynb")).name
    assert first.startswith("00_") and f"--LabApp.default_url=/lab/tree/{first}" in command
    assert folder == tmp_path / "mine" and (folder / first).exists()
    assert command[-3:] == ("--no-browser", "--port", "8890") and "--work" not in command


@pytest.mark.parametrize("word", ["04", "path_sums", "04_path_sums.ipynb"])
def test_lab_opens_the_unit_that_is_named(handed_over, monkeypatch, tmp_path, word):
    monkeypatch.setattr("course.staff.commands.lab.hand_over", bootstrap.hand_over)
    front.main(["lab", "--work", str(tmp_path / "mine"), word, "--no-browser"])
    [(command, _)] = handed_over
    assert "--LabApp.default_url=/lab/tree/04_path_sums.ipynb" in command
    assert command[-1] == "--no-browser" and word not in command


def test_lab_opens_the_solutions_for_instructors(handed_over, monkeypatch):
    monkeypatch.setattr("course.staff.commands.lab.hand_over", bootstrap.hand_over)
    front.main(["lab", "--solutions"])
    assert handed_over[0][1] == needs.ROOT / "solutions"


def test_another_python_is_given_the_same_command(handed_over, monkeypatch):
    monkeypatch.setattr(command_line, "python_for", lambda extras: "/other/python")
    front.main(["build", "--check", "04"])
    assert handed_over == [(("/other/python", "-m", "course", "build", "--check", "04"), None)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no exec")
def test_handing_over_keeps_the_process_and_its_exit_code(tmp_path):
    code = "import os, sys; print(os.getpid(), os.getcwd(), os.environ.get('PYTHONDONTWRITEBYTECODE')); sys.exit(5)"
    start = "from course.staff.setup.bootstrap import hand_over; import sys; hand_over(*sys.argv[1:4], cwd=sys.argv[4])"
    command = [sys.executable, "-c", start, sys.executable, "-c", code, tmp_path]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(command, cwd=needs.ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.read().split() == [str(process.pid), str(tmp_path.resolve()), "None"]
    assert process.returncode == 5


def test_a_python_that_has_everything_is_used_as_it_is(monkeypatch):
    monkeypatch.setattr(bootstrap, "_install", lambda extras: pytest.fail("installs"))
    assert bootstrap.python_for(["lab", "test", "grade"]) == sys.executable


def test_an_environment_that_has_everything_is_used_as_it_is(monkeypatch):
    monkeypatch.setattr(bootstrap, "complete", lambda extras: False)
    monkeypatch.setattr(bootstrap, "has", lambda python, extras: True)
    monkeypatch.setattr(bootstrap, "_install", lambda extras: pytest.fail("installs"))
    assert bootstrap.python_for(["lab"]) == str(bootstrap.python_in(bootstrap.ENV))


@pytest.mark.parametrize("uv", ["/somewhere/uv", None])
def test_a_new_environment_is_made_and_filled(installs, monkeypatch, capsys, uv):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: uv)
    python = bootstrap.python_for(["lab", "test"])
    make, fill = installs
    assert "venv" in make and "--clear" in make
    assert "pip" in fill and fill[-2:] == ["-e", ".[lab,test]"]
    assert make[0] == (uv or sys.executable) and fill[0] == (uv or python)
    assert "jupyterlab" in capsys.readouterr().err
    assert not (bootstrap.ENV / needs.UNFINISHED).exists()


def test_an_existing_environment_is_completed_not_remade(installs, monkeypatch):
    bootstrap.STAFF_ENV.mkdir()
    monkeypatch.setattr(bootstrap, "_succeeds", lambda *command: True)
    bootstrap.python_for(["grade"])
    assert [command[-1] for command in installs] == [".[grade]"]


@pytest.mark.parametrize("extras, folder", [(["lab"], ".venv"), (["lab", "test"], ".venv"), (["grade"], ".venv-staff"),
                                            (["lab", "test", "grade", "nbgrader", "cluster"], ".venv-staff")])
def test_graders_have_an_environment_of_their_own(installs, extras, folder):
    assert bootstrap.python_for(extras) == str(bootstrap.python_in(bootstrap.ENV.parent / folder))


def test_an_option_brings_what_it_needs(handed_over, monkeypatch):
    asked = []
    monkeypatch.setattr(command_line, "python_for", lambda extras: asked.append(extras) or "/other/python")
    front.main(["grade", "here", "--out", "there", "--gradebook", "sqlite:///x.db"])
    front.main(["grade", "here", "--out", "there", "--scheduler", "tcp://here"])
    front.main(["grade", "here", "--out", "there"])
    assert asked == [["grade", "nbgrader"], ["grade", "cluster"], ["grade"]]


def test_tests_of_a_student_edition_need_no_grader(handed_over, monkeypatch):
    asked = []
    monkeypatch.setattr(command_line, "python_for", lambda extras: asked.append(extras) or "/other/python")
    front.main(["test"])
    monkeypatch.setattr(command_line.places, "is_checkout", lambda: False)
    front.main(["test"])
    assert asked == [["lab", "test", "grade", "nbgrader", "cluster"], ["lab", "test"]]


def test_commands_for_instructors_say_so_in_other_copies(monkeypatch, capsys):
    monkeypatch.setattr(command_line.places, "is_checkout", lambda: False)
    for name in command_line.CHECKOUT:
        with pytest.raises(SystemExit, match=f"course {name} is for instructors: it needs their repository, with"):
            front.main([name])
    monkeypatch.setattr(command_line.places, "is_installed", lambda: True)
    with pytest.raises(SystemExit, match="this is the installed package"):
        front.main(["test"])
    front.main([])
    assert "bench" not in capsys.readouterr().out


def test_an_installed_package_says_what_to_install(monkeypatch):
    monkeypatch.setattr(bootstrap, "is_installed", lambda: True)
    monkeypatch.setattr(bootstrap, "complete", lambda extras: False)
    monkeypatch.setattr(bootstrap, "missing", lambda extras: (needs.parse("jupyterlab>=4.4,<5"),))
    with pytest.raises(SystemExit, match='-m pip install "jupyterlab>=4.4,<5"'):
        bootstrap.python_for(["lab"])


def test_a_folder_that_may_only_be_read_is_told(installs, monkeypatch):
    monkeypatch.setattr(bootstrap.os, "access", lambda path, mode: False)
    with pytest.raises(SystemExit, match="you may not write to .* Ask whoever"):
        bootstrap.python_for(["lab"])


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_what_meets_an_old_python_first_is_written_for_it(name):
    """Also for 2.7: no f-string, no walrus, no annotation, no argument that must be named, no starred display."""
    tree = ast.parse((needs.ROOT / "course" / name).read_text(encoding="utf-8"))
    new = ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Starred, ast.MatMult, ast.AsyncFunctionDef
    assert not [node for node in ast.walk(tree) if isinstance(node, new)]
    for node in ast.walk(tree):
        if isinstance(node, ast.arguments):
            assert not node.kwonlyargs and not node.posonlyargs
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
            assert not node.keywords


def test_an_interrupted_command_says_how_to_go_on(monkeypatch, capsys):
    def interrupted(*args):
        raise KeyboardInterrupt
    monkeypatch.setattr(command_line, "_run", interrupted)
    assert front.main(["build"]) == 130
    assert capsys.readouterr().err == "\nStopped. Nothing is lost: start the same command again to go on.\n"


def test_an_installation_that_was_cut_short_is_not_complete(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert needs.complete(["lab"])
    (tmp_path / needs.UNFINISHED).touch()
    assert not needs.complete(["lab"])


def test_without_a_venv_module_it_says_what_to_install(installs, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(bootstrap, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="no venv module.*python3-venv"):
        bootstrap.python_for(["lab"])


@pytest.mark.parametrize("words, sentence", [
    ("Failed to establish a new connection: Name or service not known", "no way to the Python package index"),
    ("error: No space left on device", "for the reason above")])
def test_a_failing_installer_is_quoted_and_explained(capsys, words, sentence):
    with pytest.raises(SystemExit, match=sentence):
        bootstrap._run(sys.executable, "-c", f"print({words!r}); raise SystemExit(1)")
    assert words in capsys.readouterr().err


def test_a_working_installer_shows_a_dot_for_each_package(capsys):
    bootstrap._run(sys.executable, "-c", "print('Collecting numpy\\n  Using cached\\nCollecting matplotlib')")
    assert capsys.readouterr().err == ".."


def test_children_find_this_checkout_and_keep_what_they_compile(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    found = bootstrap.environment()
    assert "PYTHONDONTWRITEBYTECODE" not in found and found["PYTHONPATH"].startswith(str(needs.ROOT))


def test_a_module_of_staff_is_given_its_arguments(monkeypatch):
    seen = []
    module = SimpleNamespace(main=lambda args: seen.append(args.what) or 3)
    monkeypatch.setitem(sys.modules, "course.staff.commands.reset", module)
    assert front.main(["reset", "04"]) == 3 and seen == [["04"]]


def test_words_that_a_command_does_not_know_are_refused_before_anything_is_installed(installs, capsys):
    with pytest.raises(SystemExit):
        front.main(["build", "--chek"])
    assert "--chek" in capsys.readouterr().err and not installs
