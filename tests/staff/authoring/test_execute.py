"""An interrupt ends a run, whatever nbclient makes of it."""
import os
import signal
import subprocess
import sys
import time

import pytest

from course.staff.setup.needs import ROOT

SLOW = """
from pathlib import Path
from nbformat import v4
from course.staff.authoring.execute import executed
START = "import pathlib, time; pathlib.Path('started').touch(); time.sleep(60)"
cells = [v4.new_code_cell(START), v4.new_code_cell("1")]
try:
    executed(v4.new_notebook(cells=cells), Path("."))
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_an_interrupt_ends_the_run_quietly(tmp_path):
    with subprocess.Popen([sys.executable, "-c", SLOW], cwd=tmp_path, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        while not (tmp_path / "started").exists():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=50)[0] == "interrupted\n"
