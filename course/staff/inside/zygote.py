"""A warmed-up process that forks itself for each submission: a tenth of a second, not the start of an interpreter."""
from __future__ import annotations

import gc
import json
import os
import site
import socket

from course.staff.inside.empty import empty_the_course
from course.staff.inside.jail import become, fork_shut_in
from course.staff.inside.link import Link
from course.staff.inside.serve import serve
from course.staff.inside.shell import Shell, new_shell, run_cell

# What cells do, once: whatever Python, NumPy, IPython and matplotlib put off until first use is done before the forks.
WARM_UP = ("import numpy as np, numpy.fft, numpy.ma, numpy.polynomial, numpy.testing; np.random.default_rng(0)",
           "import ipywidgets, matplotlib.pyplot as plt; plt.subplots(layout='constrained'); plt.show(); plt.close()",
           "import course, course.networks", "%timeit -n1 -r1 1 + 1", "from course import draw, record",
           "draw(record(lambda x: x * x, x=1.0))", "1 +")


def main(number: int):
    """Talk with the grader over socket `number`: configuration, then one request to fork or to wait after the other."""
    control = socket.socket(fileno=number)
    settings = json.loads(control.recv(65536))
    if settings["uid"]:
        become(settings["uid"])
    shell = warm_shell()
    gc.collect()
    gc.freeze()             # objects that are never moved or freed stay shared between the forks
    control.send(b"ready")
    while True:
        message, fds, _, _ = socket.recv_fds(control, 64, 1)
        if message == b"fork":
            guard = fork_shut_in(control, fds[0], settings["limits"], lambda fd: _serve(fd, shell))
            os.close(fds[0])
        elif message == b"wait":
            os.waitpid(guard, 0)
            control.send(b"gone")
        else:
            os._exit(0)


def warm_shell() -> Shell:
    """A shell in a process that has seen ordinary cells."""
    site.sethelper()        # the interpreter was started without `site`, which would find more than is shown here
    empty_the_course()
    shell = new_shell()
    for source in WARM_UP:
        run_cell(shell, source, 60)
    shell.reset(new_session=True)
    return shell


def _serve(fd, shell):
    channel = socket.socket(fileno=fd)
    serve(Link(channel.makefile("rb"), channel.makefile("wb")), shell)
