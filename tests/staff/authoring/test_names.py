"""What a cell depends on is told by its names."""

import pytest

from course.staff.authoring.names import behind, names


@pytest.mark.parametrize("code, gives, takes, uses", [
    ("a = b", "a", "b", "b"),
    ("import numpy as np", "np", "", ""),
    ("from m import a, b as c", "a c", "", ""),
    ("def f(x, y=d): z = x; return g(z)", "f", "d g", "d"),
    ("def f():\n    n = 0\n    n += 1", "f", "", ""),
    ("def f():\n    global n\n    n = m", "f n", "m", ""),
    ("class A(B):\n    def m(self): return h", "A", "B h", "B"),
    ("for i, (j, _) in rows: total += i", "i j _ total", "rows i total", "rows i total"),
    ("x[0] = y.z", "", "x y", "x y"),
    ("[n := k for k in ks]", "n", "ks", "ks"),
    ("x = {a: f(b) for a, b in c}", "x", "f c", "f c"),
    ("def f():\n    def h(): return f, n, z\n    n = [m for m in q]", "f", "f q z", ""),
    ("@d\ndef f(*args, k=e, **kw): return args, kw, k", "f", "d e", "d e"),
    ("f = lambda q: q + w", "f", "w", ""),
    ("with open_it() as file: pass", "file", "open_it", "open_it"),
])
def test_the_names_of_a_piece_of_code(code, gives, takes, uses):
    found = names(code)
    assert [set(each) for each in (found.gives, found.takes, found.uses)] == [
        set(each.split()) for each in (gives, takes, uses)]


def test_modules_functions_and_classes_are_no_data():
    assert names("import m\ndef f(): pass\nclass A: pass\nx = 1").data == {"x"}


def test_behind_a_cell_are_the_cells_that_its_names_come_from():
    cells = ["import m", "a = 1", "b = 2", "def f(): return a", "c = f() + 1", "print(m.g(c))"]
    assert behind(cells) == ["import m", "a = 1", "def f(): return a", "c = f() + 1", "print(m.g(c))"]


def test_who_uses_data_may_change_them():
    cells = ["rng = new()", "print(rng.random())", "def unused(): return rng", "x = 1", "rng.random()"]
    assert behind(cells) == ["rng = new()", "print(rng.random())", "rng.random()"]


def test_nobody_knows_what_a_magic_does():
    assert behind(["%load things", "x = 1", "y = 2"]) == ["%load things", "y = 2"]
