"""A process that runs one submission: how to talk to it and end it. Here without a sandbox: for one's own notebooks."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

START = Path(__file__).parents[1] / "inside" / "main.py"
# One thread for linear algebra: submissions are graded side by side. A fixed order of sets: a grade can be repeated.
VARIABLES = {"MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}


class Unavailable(RuntimeError):
    """Student code cannot be run here; the sentence says why and what to do."""


class Child(NamedTuple):
    """A running process: requests go to `writer`, answers come from `reader`."""

    reader: BinaryIO
    writer: BinaryIO
    kill: Callable[[], None]        # ends it and all it started; may be called at any time before close
    close: Callable[[], None]       # waits until nothing is left of it


class Unprotected:
    """Runs each submission in a process of its own that may do all that its user may do."""

    def __init__(self, folder: Path | None = None):
        self.folder = folder

    def child(self) -> Child:
        """Start a process."""
        home = tempfile.TemporaryDirectory(prefix="course-")
        process = subprocess.Popen(
            [sys.executable, "-I", "-B", str(START)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, cwd=self.folder or home.name, start_new_session=True,
            env={**os.environ, **VARIABLES, "IPYTHONDIR": home.name})

        def kill():
            if os.name == "posix" and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()

        def close():
            process.wait()
            process.stdout.close()
            with suppress(OSError):         # what was not sent any more
                process.stdin.close()
            home.cleanup()

        return Child(process.stdout, process.stdin, kill, close)

    def close(self):
        """Nothing is left running."""
