"""A notebook of any spelling is read, or refused with a sentence."""
import json

import pytest
from staff import submissions as build

from course.staff.handins.files import Unreadable
from course.staff.handins.notebook import code_cells, last_run, parsed

CELLS = [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": ["a = 'é'\n", "b"]},
         {"cell_type": "code", "source": ""}]
TEXT = json.dumps({"nbformat": 4, "cells": CELLS}, ensure_ascii=False)


@pytest.mark.parametrize(("encoding", "told"), [
    ("utf-8", ""), ("utf-8-sig", ""), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"),
    ("utf-32", "utf-32"), ("cp1252", "cp1252"), ("latin-1", "cp1252")])
def test_encodings(encoding, told):
    found = parsed(TEXT.encode(encoding))
    assert found.cells == ["a = 'é'\nb", ""] and found.encoding == told


@pytest.mark.parametrize(("data", "why"), [
    (b"", "is empty"), (" ".encode("utf-16"), "is empty"), (b"\xff\xfe", "is empty"), (b"[1]", "not a notebook"),
    (TEXT.encode()[:-3], "breaks off"), (b"x = 1\ny", "line 1"), (TEXT.encode("cp1252")[:-3], "nor JSON in the"),
    (b"[" * 200_000, "reasonable size"), (b'{"nbformat": 4, "cells": [1]}', "no list of cells")])
def test_what_cannot_be_read_has_a_sentence(data, why):
    with pytest.raises(Unreadable, match=why):
        code_cells(data)


@pytest.mark.parametrize(("metadata", "python"), [
    ({}, ""), ({"language_info": {"version": "3.13.1"}}, "3.13.1"), ({"language_info": {"version": "<script>"}}, ""),
    ({"language_info": 3}, ""), (5, ""), ({"language_info": {"version": 3}}, "")])
def test_the_python_that_saved_it(metadata, python):
    assert parsed(json.dumps({"nbformat": 4, "cells": [], "metadata": metadata}).encode()).python == python


@pytest.mark.parametrize("about", [{}, {"execution": 5}, {"execution": {"a": 3, "b": "no time"}}, [], None,
                                   {"execution": {"a": "2026-99-99T99:99:99"}}])
def test_a_notebook_that_has_kept_no_times(about):
    cell = build.code("x") | {"metadata": about}
    assert last_run(json.dumps({"nbformat": 4, "cells": [cell]}).encode()) is None
