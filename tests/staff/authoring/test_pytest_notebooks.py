"""nbval, as repaired: what a notebook page would show is compared, and each change of it fails just its cell."""

import os
import re
import subprocess
import sys

import pytest
from nbformat import v4

from course.staff.authoring.pages import text_of, write
from course.staff.authoring.visible import REMARK
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
REMARKED = [(HIDDEN, [stream(REMARK)]), (CAPTURED, [stream(REMARK), stream("more")])]
NAMES = ("good", "bad", "uncounted_good", "uncounted_bad", "cleared", "remarked")


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """What pytest says of each cell: with good outputs and bad ones, the same without numbers, and bad ones cleared."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name in NAMES:
        made = [v4.new_code_cell(source, outputs=[] if name == "cleared" else stored,
                                 execution_count=1 if name in ("good", "bad") else None)
                for source, stored in (GOOD if "good" in name else REMARKED if name == "remarked" else BAD)]
        write(folder / f"{name}.ipynb", text_of(v4.new_notebook(cells=made)))
    command = [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "--rootdir", ROOT, "-v", folder]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True)
    found = re.findall(rf"({'|'.join(NAMES)})\.ipynb::Cell \d+ (PASSED|FAILED)", done.stdout)
    assert found, done.stdout + done.stderr
    return {name: [verdict for book, verdict in found if book == name] for name in NAMES}


def test_what_the_page_would_show_passes(verdicts):
    assert verdicts["good"] == ["PASSED"] * len(GOOD)


def test_every_change_of_it_fails(verdicts):
    assert verdicts["bad"] == ["FAILED"] * len(BAD)


def test_cleared_notebooks_are_only_run_but_must_not_raise(verdicts):
    assert verdicts["cleared"] == ["PASSED"] * (len(BAD) - 1) + ["FAILED"]


def test_outputs_are_compared_where_cells_have_no_number(verdicts):
    """As in the student's version."""
    assert verdicts["uncounted_good"] == verdicts["good"]
    stored = [bool(outputs) for _, outputs in BAD]
    assert [verdict == "FAILED" for verdict in verdicts["uncounted_bad"]] == [*stored[:-1], True]


def test_a_remark_stands_for_whatever_comes(verdicts):
    assert verdicts["remarked"] == ["PASSED", "FAILED"]
