"""nbval, as repaired: what a notebook page would show is compared, and each change of it fails just its cell."""

import re
import subprocess
import sys

import pytest
from nbformat import v4

from course.staff.authoring.pages import text_of, write
from course.staff.setup.needs import ROOT

pytestmark = pytest.mark.slow

HTML = "<figure><img alt='{}' src='data:image/svg+xml;base64,{}'></figure>"
HIDDEN = 'import sys; print("font cache", file=sys.stderr)\n1 + 1;'
CLEARED = 'from IPython.display import clear_output\nprint("gone"); clear_output(wait=True); print("stays")'
UPDATED = 'from IPython.display import display\nhandle = display("first", display_id=True); handle.update("last")'
CAPTURED = 'import ipywidgets\nwith ipywidgets.Output(): print("inside")\nprint("outside")'
DRAWN = f'from IPython.display import HTML\nHTML("{HTML.format("a", "AAAA")}")'
WARNING = 'import warnings; warnings.warn("look out")'
IN_WIDGET = 'with ipywidgets.Output(): 1 / 0'


def stream(text):
    return v4.new_output("stream", text=text)


def shown(kind="execute_result", **data):
    return v4.new_output(kind, {name.replace("_", "/"): value for name, value in data.items()})


def picture(alt, drawing):
    return shown(text_html=HTML.format(alt, drawing), text_plain="<IPython.core.display.HTML object>")


GOOD = [(HIDDEN, []), (CLEARED, [stream("stays\n")]), (UPDATED, [shown("display_data", text_plain="'last'")]),
        (CAPTURED, [stream("outside\n")]), (DRAWN, [picture("a", "BBBB")])]
BAD = [(HIDDEN, [shown(text_plain="2")]), (CLEARED, [stream("gone\n")]),
       (UPDATED, [shown("display_data", text_plain="'first'")]), (CAPTURED, [stream("inside\n")]),
       (DRAWN, [picture("b", "AAAA")]), (WARNING, []), (IN_WIDGET, [])]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """What pytest says of each cell of three notebooks: good and bad, and bad again with its outputs cleared."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name, cells, run in (("good", GOOD, 1), ("bad", BAD, 1), ("cleared", BAD, None)):
        made = [v4.new_code_cell(source, outputs=stored if run else [], execution_count=run)
                for source, stored in cells]
        write(folder / f"{name}.ipynb", text_of(v4.new_notebook(cells=made)))
    command = [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "--rootdir", ROOT, "-v", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    found = re.findall(r"(good|bad|cleared)\.ipynb::Cell \d+ (PASSED|FAILED)", done.stdout)
    assert found, done.stdout + done.stderr
    return {name: [verdict for book, verdict in found if book == name] for name in ("good", "bad", "cleared")}


def test_what_the_page_would_show_passes(verdicts):
    assert verdicts["good"] == ["PASSED"] * len(GOOD)


def test_every_change_of_it_fails(verdicts):
    assert verdicts["bad"] == ["FAILED"] * len(BAD)


def test_cleared_notebooks_are_only_run_but_must_not_raise(verdicts):
    assert verdicts["cleared"] == ["PASSED"] * (len(BAD) - 1) + ["FAILED"]
