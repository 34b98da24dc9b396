"""How a forked process shuts itself in before it runs student code: namespaces, private folders, limits, a filter."""
from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
from collections.abc import Callable, Mapping

from course.staff.inside.seccomp import filter_calls

NAMESPACES = {"user": 0x10000000, "pid": 0x20000000, "mount": 0x00020000, "ipc": 0x08000000, "net": 0x40000000,
              "uts": 0x04000000}
MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x4000, 0x40000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, CAPABILITIES_V3 = 1, 4, 38, 0x20080522
# Nothing of /proc is left: no process can be seen, and no memory read through it.
FOLDERS = {"/home": "size=64m,nr_inodes=2000,mode=700", "/dev/shm": "size=16m,nr_inodes=100,mode=700",
           "/proc": "size=4k,nr_inodes=1,mode=555"}
_libc = ctypes.CDLL(None, use_errno=True)


def become(uid: int):
    """Give up root for good: the kernel does not limit the number of root's processes."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    _call(_libc.prctl, PR_SET_DUMPABLE, 1, 0, 0, 0)     # else /proc/self still belongs to root


def fork_shut_in(control: socket.socket, channel: int, limits: Mapping[str, int], run: Callable[[int], None]) -> int:
    """Fork a process that is shut in, alone in its namespaces, and calls run(channel); return the id of its guard.

    The guard, which runs no student code, hands a pidfd of the process to the grader: killing it kills all it started.
    """
    guard = os.fork()
    if guard:
        return guard
    try:
        _leave_namespaces()
        inmate = os.fork()      # the first process in the new process namespace
        if inmate == 0:
            _shut_in(limits)
            control.send(b"shut in")
            _close_all_but(channel)
            run(channel)
        else:
            socket.send_fds(control, [b"forked"], [os.pidfd_open(inmate)])
            _close_all_but(-1)
            os.waitpid(inmate, 0)
    except OSError as error:
        control.send(f"{error.filename}: {error.strerror}".encode())
    finally:
        os._exit(0)


def _leave_namespaces():
    uid, gid = os.getuid(), os.getgid()
    _call(_libc.unshare, sum(NAMESPACES.values()))
    for name, text in {"setgroups": "deny", "uid_map": f"{uid} {uid} 1", "gid_map": f"{gid} {gid} 1"}.items():
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _close_all_but(number):
    os.closerange(3, number)
    os.closerange(max(3, number + 1), 65536)


def _shut_in(limits):
    _call(_libc.prctl, PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    os.setsid()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    null = os.open("/dev/null", os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    _call(_libc.mount, None, b"/", None, MS_REC | MS_PRIVATE, None)
    for folder, options in FOLDERS.items():
        _call(_libc.mount, b"tmpfs", folder.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, options.encode())
    os.chdir("/home")
    with open("/namespaces/max_user_namespaces", "w") as file:
        file.write("0")         # in a namespace of its own, a process would be root again
    for name, limit in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))
    _call(_libc.capset, (ctypes.c_uint32 * 2)(CAPABILITIES_V3, 0), (ctypes.c_uint32 * 6)())
    _call(_libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    filter_calls()


def _call(function, *args):
    if function(*args) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), function.__name__)
