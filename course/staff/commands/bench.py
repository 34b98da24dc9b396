"""`course bench`: how fast the engine is, against gradients by hand and against other engines, as a Markdown table."""

import os
import subprocess
import sys

from course.staff.setup.needs import ROOT

SCRIPT = ROOT / "tests/benchmarks/engine.py"
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")  # read when NumPy is imported


def main(args):
    """Measure in a process of its own, where every library has one thread; its exit code."""
    if not SCRIPT.exists():
        print(f"There is no {SCRIPT}: the benchmarks are in the repository, not in the installed package.")
        return 1
    command = [sys.executable, SCRIPT, args.rows, "--rounds", str(args.rounds), "--output", args.output]
    return subprocess.run(command, env=os.environ | dict.fromkeys(THREADS, "1"), check=False).returncode
