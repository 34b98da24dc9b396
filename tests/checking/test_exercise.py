"""An exercise from the student's side: what a report says in every state, in text and in HTML."""
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from course.checking import (
    Exercise,
    LocalWork,
    Mismatch,
    Mistake,
    Unit,
    expect,
    has_form,
    points,
    predict,
    progress_of,
    shaped,
    then,
)

OVERWRITES = Mistake("overwrites", "add up what comes back")


def small(work, rng):
    """should double a number"""
    expect(work, (3.0,), 6.0, witness="by hand", because={OVERWRITES: lambda x: x})


@points(2)
def arrays(work, rng):
    """should double arrays <of any shape>"""
    x = rng.normal(size=(2, 2))
    expect(work, (x,), x + x, witness="NumPy")


DOUBLING = Exercise("double", "Doubling", (small, arrays), ("Add.", "Add it to itself."), (OVERWRITES,),
                    after="It doubles.")


def stub(x):
    raise NotImplementedError


def breaks(x):
    return [x][int(x)]


def test_pass():
    assert repr(DOUBLING.check(lambda x: 2 * x)) == """\
✓ Doubling: 2 of 2 checks pass.
  ✓ passes   should double a number
  ✓ passes   should double arrays <of any shape>
Graded on fresh inputs by these same checks.
It doubles."""


def test_a_recognised_mistake_is_shown_with_its_idea_and_only_the_first_problem_in_detail():
    assert repr(DOUBLING.check(lambda x: x)) == """\
✗ Doubling: 0 of 2 checks pass.
  ✗ not yet  should double a number
      tried    double(3.0)
      yours    3
      by hand  6
      so       add up what comes back
  ✗ not yet  should double arrays <of any shape>
Try it: double(*ex.double.case()). Stuck? Run ex.double.hint()"""


def test_an_error_names_the_students_line_and_the_rest_waits():
    line = breaks.__code__.co_firstlineno + 1
    assert repr(DOUBLING.check(breaks)) == f"""\
! Doubling: 0 of 2 checks pass.
  ! stopped  should double a number
      tried  double(3.0)
      error  IndexError: list index out of range
      line   line {line}: return [x][int(x)]
  … waiting  should double arrays <of any shape>
Try it: double(*ex.double.case()). Stuck? Run ex.double.hint()"""


@pytest.mark.parametrize("answer", [stub, ...])
def test_the_untouched_stub_is_not_started(answer):
    report = DOUBLING.check(answer)
    assert repr(report) == "○ Doubling: not started. Write your answer above, run its cell, then this one."
    assert (report.points, report.max_points, report.status) == (0, 3, "todo")


def test_an_unwritten_part_of_an_answer_is_named():
    def helper(x):
        raise NotImplementedError
    assert repr(DOUBLING.check(lambda x: helper(x))).startswith("○ Doubling: helper is not written yet. Write")


def test_the_parts_that_are_written_are_checked_and_the_others_not_started():
    def in_part(wrong):
        def add(x):
            if not isinstance(x, np.ndarray):
                raise NotImplementedError
            return x if wrong else 2 * x
        return lambda x: add(x)
    assert repr(DOUBLING.check(in_part(wrong=False))) == """\
○ Doubling: 1 of 2 checks pass, add is not written yet. Write your answer above, run its cell, then this one.
  ○ not started should double a number
      missing  add
  ✓ passes   should double arrays <of any shape>"""
    report = DOUBLING.check(in_part(wrong=True))
    assert repr(report).startswith("✗ Doubling: 0 of 2 checks pass.") and "yours" in repr(report)
    assert "missing</th>" in report._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(("answer", "sentence"), [
    (7, "should be  a function"),
    (lambda x: None, "None (is a return missing?)"),
    (lambda x: "6", "should be  one number"),
    (lambda x: object(), "is not plain data"),
    (lambda x: np.array([object()]), "an array of dtype object that holds an object is not plain data"),
    (lambda x: float("nan"), "yours    nan"),
    (lambda x: exit(), "SystemExit"),
    (lambda x: [][1], "IndexError"),
    (lambda x, y: x, "missing 1 required positional argument"),
])
def test_wrong_kinds_get_a_sentence(answer, sentence):
    assert sentence in repr(DOUBLING.check(answer))


def test_changing_the_arguments_is_noticed():
    def in_place(x):
        if isinstance(x, np.ndarray):
            x *= 2
            return x
        return 2 * x
    assert "leave the arguments as they were" in repr(DOUBLING.check(in_place))


def test_an_interrupt_ends_the_check_not_the_notebook():
    def endless(x):
        raise KeyboardInterrupt
    assert "tried  double(3.0)\n      error  interrupted\n" in repr(DOUBLING.check(endless))


def test_the_same_seed_draws_the_same_inputs():
    seen = []

    def spy(x):
        seen.append(np.array(x))
        return 2 * x
    for seed in (5, 5, 6):
        DOUBLING.run(LocalWork("double", spy), seed)
    first, again, other = np.array(seen[1::2]).reshape(3, -1)
    assert np.array_equal(first, again) and not np.array_equal(first, other)


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.text = set(), ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data + " "


@pytest.mark.parametrize("answer", [lambda x: 2 * x, lambda x: x, breaks, stub])
def test_html_says_what_the_text_says(answer):
    report = DOUBLING.check(answer)
    html = Elements(report._repr_mimebundle_()["text/html"])
    words = lambda text: re.sub(r"\s+", " ", text).strip()  # noqa: E731
    assert words(html.text) == words(repr(report))
    assert html.tags <= {"div", "p", "b", "ul", "li", "table", "tbody", "tr", "th", "td"}     # what the sanitizer keeps


def test_what_a_student_returns_is_escaped():
    html = DOUBLING.check(lambda x: "<script>alert(1)</script>")._repr_mimebundle_()["text/html"]
    assert "<script" not in html and "&lt;script" in html


def test_a_wrong_prediction_is_answered_without_giving_the_number_away():
    @points(0)
    def guess(work, rng):
        """should be the answer"""
        predict(work, 42, because={OVERWRITES: 7})
    quiz = Exercise("guess", "Guess", (guess,), ("h1", "h2"), (OVERWRITES,))
    assert "add up" in repr(quiz.check(7)) and "42" not in repr(quiz.check(8)) and quiz.check(42).status == "pass"
    assert "Graded" not in repr(quiz.check(42))


def test_hints_come_one_by_one_and_end():
    quiz = Exercise("hinted", "Hinted", (small,), ("first", "second"))
    last = "Hint 2 of 2: second There are no more hints."
    assert [str(quiz.hint()) for _ in range(3)] == ["Hint 1 of 2: first", last, last]


def test_running_all_cells_again_takes_no_further_hint():
    quiz = Exercise("run_all", "Run all", (small,), ("first", "second", "third"))
    assert str(quiz.hint()) == "Hint 1 of 3: first"
    for _ in range(3):
        quiz.check(lambda x: x)
        assert str(quiz.hint()) == "Hint 1 of 3: first Run this cell once more for the next one."
    assert str(quiz.hint()) == "Hint 2 of 3: second"


def test_standing():
    unit = Unit("09", "doubling", "Doubling", (DOUBLING, Exercise("other", "Other", (small,), ("a", "b"))))
    DOUBLING.check(lambda x: 2 * x)
    assert repr(progress_of(unit)) == """\
Unit 09: 1 of 2 exercises pass, 3 of 4 points  ■■■■■■□□□□□□
  ✓ passes      Doubling (3 points)
  ○ not started Other (1 point)
Next: other"""
    assert "<progress max='2' value='1'>" in progress_of(unit)._repr_mimebundle_()["text/html"]


def test_under_nbgrader_a_check_is_its_points(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert DOUBLING.check(lambda x: 2 * x if isinstance(x, float) else x) == 1.0
    assert type(DOUBLING.check(lambda x: 2 * x)) is float


def test_a_picture_that_fails_does_not_hide_that_the_answer_is_right():
    def picture(work):
        return 1 / 0

    report = replace(DOUBLING, reward=picture).check(lambda x: 2 * x)
    assert report.status == "pass" and report.reward is None


@pytest.mark.parametrize(("answer", "close"), [([1000.1, 1.0001], True), ([1000.0, 0.5], False)])
def test_only_what_is_close_in_every_entry_is_called_close(answer, close):
    def pair(work, rng):
        """should give two numbers"""
        expect(work, (), [1000.0, 1.0], witness="by hand")

    assert ("close, but not equal" in repr(Exercise("pair", "Pair", (pair,)).check(lambda: answer))) == close


def breaks_itself(work, rng):
    """should look at an entry that is not there"""
    return {"a": work(1.0)}["b"]


@points(3)
def works(work, rng):
    """should be 2"""
    expect(work, (1.0,), 2.0, witness="by hand")


BROKEN = Exercise("broken", "A broken check", (breaks_itself, works), ("A hint.",))


def test_a_check_that_fails_itself_is_no_verdict_on_the_answer():
    line = breaks_itself.__code__.co_firstlineno + 2
    assert repr(BROKEN.check(lambda x: 2 * x)) == f"""\
? A broken check: 1 of 2 checks pass.
  ? no verdict should look at an entry that is not there
      so     this check itself has failed, which is not your fault: please tell your instructor
      error  KeyError: 'b' (test_exercise.py, line {line})
  ✓ passes   should be 2
Go on with what follows: no check has found anything to mend here."""
    report = BROKEN.check(lambda x: 2 * x)
    assert (report.status, report.points, report.max_points) == ("faulty", 3, 4)
    assert 'return {"a": work(1.0)}["b"]' in report.outcomes[0].trouble and not report.outcomes[1].trouble
    assert "traceback" not in repr(report).lower()


def test_what_a_whole_check_finds_is_said_beside_one_that_fails_itself():
    report = BROKEN.check(lambda x: 3 * x)
    assert report.status == "fail" and "yours    3" in repr(report) and "no verdict" in repr(report)
    assert "ex.broken.hint()" in repr(report)


def test_a_wrong_idea_that_raises_is_a_fault_of_the_check():
    def recognises(work, rng):
        """should be 0"""
        expect(work, (0.0,), 0.0, witness="by hand", because={OVERWRITES: lambda x: 1 / x})

    report = Exercise("f", "F", (recognises,)).check(lambda x: 1.0)
    assert report.status == "faulty" and "ZeroDivisionError" in repr(report)


LIKE = [
    (0.0, (1, -2.5, float("nan"), float("inf"), 2**1000), (True, None, "1", 1j, [1.0], 10**400, np.ones(1))),
    (0, (1, 10**400), (1.0, True)), (True, (True, False), (1, None)), ("", ("", "x"), (None, ["x"])),
    ((0.0, ""), ((1, "x"), [2.0, ""]), ((1,), (1, "x", 2), ("x", 1), 1, None, "ab", np.ones(2))),
    ([0.0], ([], (1, 2.0), np.zeros(3)), ("", {}, [None], np.zeros((2, 2)), np.ones(1) * 1j)),
    ([[""]], ([["a"], []], []), (["a"], [[1]])), ({"a": 0}, ({"a": 1, "b": None},), ({}, {"a": "x"}, None, [1])),
    ({str: 0.0}, ({}, {"x": 1.0}), ({"x": None}, [])), (..., (None, [1], {}), ()),
    (np.zeros((2, 1)), ([[1], [2]], np.ones((2, 1), int)), (np.ones(2), [1, 2], np.ones((2, 1)) * 1j, [["x"], ["y"]],
    None,
                                                            [[10**400], [1]], np.array([[True], [False]])))]


@pytest.mark.parametrize(("like", "value", "verdict"), [
    (like, value, verdict) for like, *sides in LIKE for verdict, side in zip((True, False), sides, strict=True)
    for value in side])
def test_forms(like, value, verdict):
    assert has_form(value, like) is verdict


def test_another_form_is_answered_with_the_form_that_is_meant():
    with pytest.raises(Mismatch) as found:
        shaped(LocalWork("f", lambda x: "no"), (3,), (0.0, 0.0), "a pair of numbers")
    assert found.value.evidence == (("tried", "f(3)"), ("yours", "'no': a string"), ("should be", "a pair of numbers"))
    assert shaped(LocalWork("f", lambda x: [x, 1]), (3,), (0.0, 0.0), "a pair of numbers") == [3, 1]


def test_what_is_right_by_luck_is_drawn_again():
    def sign(work, rng):
        """should be the sign"""
        x = float(rng.choice([-1.0, 1.0]))
        expect(work, (x,), x, witness="by hand")

    lucky = Exercise("sign", "Signs", (sign,))
    passed = sum(lucky.run(LocalWork("sign", lambda x: 1.0), seed).points for seed in range(200))
    assert passed < 40              # an eighth; one draw would let a half pass
    reports = [repr(lucky.check(lambda x: 1.0)) for _ in range(3)]
    assert len(set(reports)) == 1


def test_a_check_that_draws_nothing_runs_once():
    calls = []
    Exercise("double", "Doubling", (small,)).run(LocalWork("double", lambda x: calls.append(x) or 2 * x))
    assert calls == [3.0]


def right(work, rng):
    """should be twice its input"""
    expect(work, (3.0,), 6.0, witness="by hand")


@then
def counted(work, rng):
    """should be quick"""
    raise AssertionError("what is wrong is not asked how it was found")


def test_a_check_that_waits_says_nothing_of_a_wrong_answer():
    report = Exercise("double", "Doubling", (right, counted)).run(LocalWork("double", lambda x: x))
    assert [outcome.status for outcome in report.outcomes] == ["fail", "wait"] and report.points == 0


def test_a_check_that_waits_is_asked_of_a_right_answer():
    report = Exercise("double", "Doubling", (right, counted)).run(LocalWork("double", lambda x: 2 * x))
    assert [outcome.status for outcome in report.outcomes] == ["pass", "faulty"]


def test_what_goes_on_takes_an_answer_only_while_it_passes():
    exercise = Exercise("halved", "Doubling", (right,))

    def ours(x): return 2 * x
    def good(x): return x + x
    def bad(x): return x
    assert exercise.yours(good, ours) is ours           # not checked yet
    exercise.check(good)
    assert exercise.yours(good, ours) is good
    exercise.check(bad)
    assert exercise.yours(bad, ours) is ours


@pytest.mark.parametrize("word", ["bigger", ["larger"], 2.0, True])
def test_of_a_predicted_word_all_that_can_be_meant_are_named_with_their_quotes(word):
    def guess(work, rng):
        """should say which"""
        predict(work, "larger", because={OVERWRITES: "equal"})
    found = Exercise("guess", "Which", (guess,), (), (OVERWRITES,)).run(LocalWork("guess", word))
    assert '"equal" or "larger", with the quotes' in repr(found) and "without quotes" not in repr(found)


@pytest.mark.parametrize(("word", "status"), [("shorter", "pass"), (" Shorter ", "pass"), ("SHORTER", "pass"),
                                              ("short", "fail"), ("longer", "fail"), (["shorter"], "fail")])
def test_a_predicted_word_may_have_capitals_and_blanks(word, status):
    def guess(work, rng):
        """should say which"""
        predict(work, "shorter")
    assert Exercise("guess", "Which", (guess,)).run(LocalWork("guess", word)).status == status
