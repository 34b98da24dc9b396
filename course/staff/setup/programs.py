"""What `course lab` and `course test` start: two commands that hand over to another program. Standard library only."""

import os
from pathlib import Path


def lab(folder, rest):
    """The arguments of Python that open JupyterLab on a notebook: the unit that `rest` begins with, or the first."""
    names = sorted(path.name for path in folder.glob("*.ipynb"))
    asked = [name for name in names if rest and rest[0] in (name[:2], name[3:-6], name)]
    first, rest = (asked[0], rest[1:]) if asked else (min(names, default=""), rest)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # in a container there is nobody else
    return ["-m", "jupyterlab", f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{first}",
            f"--LabApp.app_settings_dir={Path(__file__).with_name('lab_settings')}",  # no questions about news
            "--Application.log_level=WARN", *["--allow-root"] * is_root, *rest]


def test(rest):
    """The arguments of Python that run what is asked for: every test and notebook, file by file on all processors."""
    ours = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    workers = str(ours + 1)             # one more, since much of it waits: for kernels, servers, limits
    return ["-m", "pytest", *(rest or ["-n", workers, "--dist", "loadfile"])]
