"""What `course lab` and `course test` start: two commands that hand over to another program. Standard library only."""

import os
from pathlib import Path


def lab(folder, rest):
    """The arguments of Python that open the first notebook in JupyterLab, or show its address without a browser."""
    first = min((path.name for path in folder.glob("*.ipynb")), default="")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # in a container there is nobody else
    return ["-m", "jupyterlab", f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{first}",
            f"--LabApp.app_settings_dir={Path(__file__).with_name('lab_settings')}",  # no questions about news
            "--Application.log_level=WARN", *["--allow-root"] * is_root, *rest]


def test(rest):
    """The arguments of Python that run what is asked for: every test and notebook, file by file on all processors."""
    return ["-m", "pytest", *(rest or ["-n", "auto", "--dist", "loadfile"])]
