"""Progress outlives its kernel; whatever becomes of its file costs at most the damaged lines, and never a check."""
import os
import subprocess
import sys
from threading import Thread

import pytest

from course.checking import Exercise, Outcome, Report, Unit, kept, progress_of, session


def should_double(work, rng):
    """should double"""


EASY = Exercise("easy", "Easy", (should_double,), ("a", "b"))
HARD = Exercise("hard", "Hard", (should_double,), ("a", "b"))
UNIT = Unit("09", "doubling", "Doubling", (EASY, HARD))


def report(name, status="pass"):
    return Report(name, name, (Outcome(status, "should double", status == "pass", 1),))


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A folder that is worked in, in a kernel that has just been started."""
    kept.begin(tmp_path)
    (tmp_path / "deeper").mkdir()
    monkeypatch.chdir(tmp_path / "deeper")
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return tmp_path


def restart(monkeypatch):
    for name in ("_reports", "_cases", "_hints"):
        monkeypatch.setattr(session, name, {})
    monkeypatch.setattr(session, "_trouble", "")


def lines(work):
    return (work / kept.FILE).read_text().splitlines()


def test_what_passed_still_passes_after_a_restart(work, monkeypatch):
    session.remember(report("easy"))
    now = progress_of(UNIT)
    restart(monkeypatch)
    then = progress_of(UNIT)
    assert then.statuses == now.statuses == ("pass", "todo") and then.points == 1
    assert f"✓ passes      Easy (1 point), on {lines(work)[1][:10]}" in repr(then)


def test_only_what_is_new_is_written_and_it_is_readable(work):
    for status in ("todo", "fail", "fail", "pass", "pass", "faulty"):
        session.remember(report("easy", status))
    head, first, second = lines(work)
    assert head == "when,exercise,status,points,hints"
    assert first.endswith("Z,easy,fail,0,0") and second.endswith("Z,easy,pass,1,0")


def test_what_passed_once_and_no_longer_is_to_be_repeated(work, monkeypatch):
    session.remember(report("easy"))
    monkeypatch.setattr(kept, "datetime", Later)
    session.remember(report("easy", "error"))
    restart(monkeypatch)
    found = progress_of(UNIT)
    assert found.statuses[0] == "error" and found.points == 0 and found.passed == 0
    assert "Easy (1 point), passed on 20" in repr(found) and found.closing[-1] == "To repeat: easy"


class Later(kept.datetime):
    @classmethod
    def now(cls, zone):
        return super().now(zone).replace(year=2999)


def test_a_clock_that_was_ahead_does_not_hide_what_passed_since(work, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(kept, "datetime", Later)
        session.remember(report("easy", "fail"))
    session.remember(report("easy"))
    session.remember(report("easy"))
    restart(monkeypatch)
    assert progress_of(UNIT).statuses[0] == "pass" and len(lines(work)) == 3


def test_what_passed_with_all_hints_is_to_be_repeated(work):
    for _ in range(2):
        EASY.hint()
    session.remember(report("easy"))
    assert progress_of(UNIT).again == (("easy", "passed with all hints"),)


def test_nothing_is_kept_elsewhere_nor_under_nbgrader(work, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    session.remember(report("easy"))
    monkeypatch.delenv("NBGRADER_EXECUTION")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    session.remember(report("hard"))
    assert len(lines(work)) == 1 and not list(os.scandir("."))


@pytest.mark.parametrize("damage", [b"", b"\0\xff" * 9, b"2026-11-21 10:00:00Z,easy,pass", b"x,easy,pass,1,0\n",
                                    b"2026-11-21 10:00:00Z,easy,won,1,0", b"2026-11-21 10:00:00Z,easy,pass,nan,0\n",
                                    b"2026-11-21 10:00:00Z,easy,pass,-3,0\n",
                                    b"2026-11-21 10:00:00Z,<b>,pass,1,0\n", b"\n\n,,,,\n"])
def test_a_damaged_file_costs_the_damaged_lines(work, monkeypatch, damage):
    (work / kept.FILE).write_bytes(damage)
    session.remember(report("hard"))
    restart(monkeypatch)
    assert progress_of(UNIT).statuses == ("todo", "pass")
    assert (work / kept.FILE).read_bytes().startswith(damage)


@pytest.mark.parametrize("line", ["{};easy;pass;1;0\r", '"{}","easy","pass","1","0"', "{}, easy, pass, 1, 0",
                                  "{}\teasy\tpass\t1\t0"])
def test_a_file_that_a_spreadsheet_has_saved_is_read(work, line):
    (work / kept.FILE).write_text("\ufeffwhen\n" + line.format("2020-01-01 10:00:00Z") + "\n", "utf-8", newline="")
    assert progress_of(UNIT).statuses == ("pass", "todo")


def test_files_of_two_machines_lie_side_by_side(work, monkeypatch):
    session.remember(report("easy"))
    then = "2020-01-01 10:00:00Z"
    (work / "progress-laptop.csv").write_text(f"{then},hard,pass,1,0\n{then},easy,fail,0,0")
    restart(monkeypatch)
    assert progress_of(UNIT).statuses == ("pass", "pass")


def test_a_file_that_cannot_be_written_to_costs_no_check(work, monkeypatch):
    def full(path, line):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(kept, "_append", full)
    session.remember(report("easy"))
    assert progress_of(UNIT).closing[-1].startswith("This is not kept: progress.csv can't be written to (No space left")


def test_a_file_of_that_name_that_is_not_ours_is_left_alone(tmp_path, monkeypatch):
    (tmp_path / kept.FILE).write_text("task,done\n")
    monkeypatch.chdir(tmp_path)
    session.remember(report("easy"))
    assert (tmp_path / kept.FILE).read_text() == "task,done\n"


def test_a_folder_that_is_gone_keeps_nothing(work, monkeypatch):
    gone = work / "deeper"
    gone.rmdir()
    session.remember(report("easy"))
    assert progress_of(UNIT).statuses == ("pass", "todo")


def test_more_points_than_there_are_count_as_all(work):
    (work / kept.FILE).write_text("2020-01-01 10:00:00Z,easy,pass,1e9,0\n")
    assert progress_of(UNIT).points == 1


def test_two_kernels_write_at_once(work):
    def many(name):
        for number in range(50):
            kept.keep(report(name, "pass" if number % 2 else "fail"), 0, work)
    threads = [Thread(target=many, args=(name,)) for name in ("easy", "hard")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(lines(work)) == 101 and all(map(kept._line, lines(work)[1:]))


def test_it_is_found_from_the_kernel_of_a_notebook(work):
    words = "from course.checking import Exercise; Exercise('easy', 'Easy', ()).check(3)"
    subprocess.run([sys.executable, "-c", words], check=True,
                   env={**os.environ, "PYTHONPATH": kept.__file__.partition("/course/")[0]})
    assert lines(work)[1].endswith("easy,pass,0,0")
