"""Exercises, notebooks and known mistakes belong together: asked once, solved once, and every wrong idea is caught."""
import ast
import doctest
import importlib
import re
from collections import Counter
from math import isclose
from pathlib import Path

import notebook_cells as books
import numpy as np
import pytest

from course import autodiff
from course.checking import LocalWork, Stopped, same
from course.checking.loans import returned
from course.checking.standing import worth
from course.exercises import UNITS
from course.staff.authoring.demonstrations import TAG
from course.staff.authoring.student import bound

ROOT = Path(__file__).parent.parent


def solution(unit):
    return ROOT / "solutions" / unit.notebook


def student(unit):
    return ROOT / "notebooks" / unit.notebook


def wrong(unit):
    return importlib.import_module(f"mistakes.{unit.topic}").WRONG


EXERCISES = [pytest.param(unit, exercise, id=f"{unit.number}-{exercise.name}")
             for unit in UNITS for exercise in unit.exercises]
WRONG = [pytest.param(unit, name, mistake, answer, id=f"{unit.number}-{name}-{mistake or 'unrecognised'}-{i}")
         for unit in UNITS for i, (name, mistake, answer) in enumerate(wrong(unit))]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.number)
def test_each_exercise_is_asked_and_checked_once_in_order(unit):
    names = [exercise.name for exercise in unit.exercises]
    for path in (solution(unit), student(unit)):
        source = books.code(path)
        text = "\n".join(source)
        assert re.findall(r"^ex\.(\w+)\.check\(\1\)$", text, re.M) == names
        assert re.findall(r"^# ex\.(\w+)\.hint\(\)$", text, re.M) == names
        defined = Counter(re.findall(r"^(?:def )?(\w+)(?:\(.*\):| = )", text, re.M))
        assert all(defined[name] == 1 for name in names)


@pytest.mark.parametrize(("unit", "exercise"), EXERCISES)
def test_the_statement_names_the_exercise_and_its_worth(unit, exercise):
    for path in (solution(unit), student(unit)):
        headings = [text.splitlines()[0] for text in books.prose(path) if text.startswith("### ")]
        end = f" · {exercise.title} · {worth(exercise.points, exercise.extra)}"
        assert sum(line.endswith(end) for line in headings) == 1


@pytest.mark.parametrize(("unit", "exercise"), [p for p in EXERCISES if p.values[1].may_use])
def test_the_statement_says_what_of_the_course_an_answer_may_call(unit, exercise):
    """In words, or by the lines that are given."""
    text = next(text for text in books.prose(solution(unit)) if f" · {exercise.title} · " in text.splitlines()[0])
    given = next(text for text in books.code(student(unit)) if f"def {exercise.name}(" in text)
    assert not [name for name in exercise.may_use if not re.search(rf"`[^`]*\b{name}\b[^`]*`", text)
                and not re.search(rf"\b{name}\(", given)]


@pytest.mark.parametrize(("unit", "exercise"), EXERCISES)
@pytest.mark.parametrize("seed", range(5))
def test_the_solution_passes_every_check(unit, exercise, seed):
    report = exercise.run(LocalWork(exercise.name, books.namespace(solution(unit))[exercise.name]), seed)
    assert report.status == "pass", report
    assert report.points == exercise.points


@pytest.mark.parametrize(("unit", "exercise"), EXERCISES)
def test_the_untouched_stub_is_not_started(unit, exercise):
    report = exercise.run(LocalWork(exercise.name, books.namespace(student(unit))[exercise.name]))
    assert report.status == "todo" and report.points == 0


@pytest.mark.parametrize(("unit", "name", "mistake", "answer"), WRONG)
def test_a_known_mistake_fails_and_is_recognised(unit, name, mistake, answer):
    exercise = {e.name: e for e in unit.exercises}[name]
    for seed in (0, 7):
        report = books.freely(exercise).run(work := LocalWork(name, answer), seed)
        assert report.status in ("fail", "error") and report.mistake == mistake, report
        advice = {m.name: m.advice for m in exercise.mistakes}.get(mistake, "")
        assert advice in repr(report)
    if work.case:
        assert_serves_again(books.namespace(solution(unit))[name], work.case)


def assert_serves_again(answer, case):
    """What a failed check leaves to try is as if nobody had used it: a right answer runs on it, twice alike."""
    found = [answer(*returned(case)) for _ in range(2)]
    assert same(*found, rtol=0, atol=0)


@pytest.mark.parametrize(("unit", "exercise"), EXERCISES)
def test_every_piece_of_advice_is_hit(unit, exercise):
    hit = {mistake for name, mistake, _ in wrong(unit) if name == exercise.name}
    assert hit - {""} == {mistake.name for mistake in exercise.mistakes}
    assert hit, "at least one known wrong answer"


@pytest.mark.parametrize(("unit", "exercise"), EXERCISES)
def test_hints(unit, exercise):
    assert len(exercise.hints) >= 2
    for line in books.solution_lines(solution(unit)):
        assert not any(line in hint for hint in exercise.hints), f"a hint gives away {line!r}"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.number)
def test_no_answer_needs_what_a_demonstration_defines(unit):
    """Grading does not run cells with this tag."""
    answers = {name for source in books.code(solution(unit)) if books.BEGIN in source for name in taken_from(source)}
    for source in books.tagged(student(unit), TAG):
        assert not answers & set(bound(source)), "an answer cell uses a name that only a demonstration defines"


def taken_from(source):
    """The names that a cell uses and does not give a value itself."""
    nodes = list(ast.walk(ast.parse(source)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)} | {
        node.arg for node in nodes if isinstance(node, ast.arg)}
    return {node.id for node in names} - own


def test_no_solution_line_outside_solutions():
    lines = {line: unit for unit in UNITS for line in books.solution_lines(solution(unit))}
    for path in [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("course/**/*.py")]:
        notebook = path.suffix == ".ipynb"
        text = "\n".join(s for _, s in books.cells(path)) if notebook else path.read_text(encoding="utf-8")
        found = [line for line in lines if line in text]
        assert not found, f"{path.relative_to(ROOT)} holds a line of a solution: {found[0]}"


def square(x): return x * x
def double(x): return 2 * x
def times(a, q): return a * q
def dtimes(a, q): return (q, a)


EXAMPLE = re.compile(r"`(?P<call>\w+\([^`]*\))` gives (?P<about>about )?`(?P<value>[^`]+)`")
def line(x): return 2 * x[0] + 3 * x[1]
def same_value(t): return t
def slope_two(t): return 2.0
def slopes(thetas): return [2.0, 3.0]
def straight(u): return u
def slope_one(u): return 1.0
def push(t): return [t[0] + 2 * t[1], 3 * t[1] + 4 * t[2]]
def twice(v): return [2 * v[0], 3 * v[1]]
def plane(w, p, q): return w[0] * p + w[1] * q
def dplane(w, p, q): return [p, q]
def claimed(x): return [2, 4]
def grow(f, x, i): return f * x
def dgrow(f, x, i): return (x, f)
def square_vjp(s, bar): return bar * 2 * s
def forget(s): pass
def first(xi): return xi[0]
def swap(x): return np.array([3 * x[1], 2 * x[0]])
def flat(z): return 0.5
def square_less(x, c): return x * x - c, 2 * x, -1.0, 2.0, 0.0
def gap(x, c): return x**3 - 2 * c, 3 * x * x, -2.0
def half(x, theta, w): return w / 2, w
def neuron(w, x, h, h_bar): return [h_bar * h], w[0] * h_bar


NAMES = {"np": np, "first": first, "grow": grow, "dgrow": dgrow, "square_vjp": square_vjp, "forget": forget,
         "swap": swap, "line": line, "claimed": claimed, "slopes": slopes,
         "straight": straight, "slope_one": slope_one, "linear": straight, "one": slope_one, "twice": twice,
         "same": same_value, "slope_two": slope_two, "plane": plane, "dplane": dplane,
         "six": [np.array(part) for part in ([[0.0]], [[2.0]], [3.0], [[0.0]], [[-1.0]], [1.0])],
         "flat": flat, "neuron": neuron, "square_less": square_less, "gap": gap, "half": half, "push": push,
         "square": square, "double": double, "times": times, "dtimes": dtimes,
         "fork": {"nodes": ["t", "a", "y"], "output": "y",
                  "edges": [("t", "a", 2.0), ("t", "y", 3.0), ("a", "y", 5.0)]},
         "small": {"inputs": ["x"], "nodes": ["x", "y"], "output": "y", "edges": [("x", "y", 2.0), ("x", "y", 3.0)]}}
EXAMPLES = [pytest.param(unit, *match.group("call", "value"), bool(match["about"]), id=f"{unit.number}-{match['call']}")
            for unit in UNITS for text in books.prose(solution(unit)) for match in EXAMPLE.finditer(text)]


@pytest.mark.parametrize(("unit", "call", "value", "about"), EXAMPLES)
def test_the_examples_in_the_statements_are_right(unit, call, value, about):
    names = books.namespace(solution(unit)) | NAMES
    got, said = eval(call, names), eval(value, names)           # noqa: S307 - our own text
    assert same(got, said, rtol=0, atol=5e-3 if about else 1e-12), f"{call} gives {got}"


@pytest.mark.parametrize("unit", UNITS[1:], ids=lambda unit: unit.number)
def test_every_function_asked_for_has_an_example(unit):
    answers = books.namespace(solution(unit))
    any_will_do = {"neuron_witness", "classify_variant", "probe", "pick_slope"}
    asked = {e.name for e in unit.exercises if callable(answers[e.name])} - any_will_do
    given = {param.values[1].split("(")[0] for param in EXAMPLES if param.values[0] is unit}
    assert asked <= given


def test_a_check_never_raises():
    """Whatever a student defines under the name, the cell after it shows a report."""
    def explode(*args):
        raise KeyboardInterrupt
    returned = [object(), float("nan"), [None], {1: 2}, np.array([object()]), (), "", 10**400, np.zeros((0, 3))]
    strange = [None, -3, "x", [], {}, object(), Stopped, type, lambda: 0, explode, lambda *args: args,
               *[lambda *args, value=value: value for value in returned]]
    for unit in UNITS:
        for exercise in unit.exercises:
            for answer in strange:
                report = exercise.run(LocalWork(exercise.name, answer))
                assert report.status != "pass" and repr(report) and report._repr_mimebundle_()["text/html"]


def test_points_are_whole_and_add_up():
    for unit in UNITS:
        assert unit.points == sum(exercise.points for exercise in unit.exercises)
        assert isclose(unit.points, round(unit.points))


def test_what_the_front_page_shows_of_the_engine():
    text = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)[1]
    examples = doctest.DocTestParser().get_doctest(text, {"np": np, "autodiff": autodiff}, "README", None, 0)
    assert len(examples.examples) == 3
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples).failed == 0


def test_the_front_page_lists_every_unit():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d\d) \| \[(.+)\]\(notebooks/(.+)\) \|", text, re.M) == [
        (unit.number, unit.title, unit.notebook) for unit in UNITS]
