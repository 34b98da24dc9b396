"""Runs in the sandbox before anything else and tries to get out of it; what it manages to do, it says."""
import ctypes
import os
import socket
import sys


def escapes(path, port, pid):
    """The things that should be impossible here and are not: read this file, reach this port, signal this process."""
    tries = {"read a file": lambda: open(path), "list a folder": lambda: os.listdir(os.path.dirname(path)),
             "reach a server": lambda: socket.create_connection(("127.0.0.1", port), 1),
             "signal the grader": lambda: os.kill(pid, 0), "see other processes": lambda: os.listdir("/proc")[0],
             "become root": lambda: os.setuid(0), "mount a folder": _mount, "become root in a namespace": _namespace,
             "start a process": _fork, "run a program": lambda: os.execv(sys.executable, ["python", "--version"]),
             "open a socket": socket.socket, "hold memory that no limit counts": lambda: os.memfd_create("probe"),
             "fill the memory": lambda: bytearray(8 << 30)}
    folders = {"/", "/usr", "/usr/lib", "/dev", "/tmp", "/var/tmp", os.path.dirname(os.__file__), *sys.path}
    for folder in sorted(folders - {""}):           # "" is here, where writing is allowed
        tries[f"write to {folder}"] = lambda folder=folder: open(os.path.join(folder, "probe"), "w")
    return [name for name, attempt in tries.items() if _succeeds(attempt)]


def _succeeds(attempt):
    try:
        attempt()
    except (OSError, MemoryError, IndexError):
        return False
    return True


def _mount():
    if ctypes.CDLL(None).mount(b"none", b"/home", b"tmpfs", 0, None):
        raise OSError


def _namespace():
    if ctypes.CDLL(None).unshare(0x10000000):
        raise OSError


def _fork():
    if os.fork() == 0:
        os._exit(0)
