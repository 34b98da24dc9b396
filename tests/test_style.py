"""The code keeps to the house rules that a linter knows; pyproject.toml lists them."""

import subprocess
import sys

from course.staff.setup.needs import ROOT


def test_ruff_has_nothing_to_say():
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--output-format=concise", ROOT],
                          cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
