"""What a lying child may say: its reply is one failed call, its questions are answered or refused."""
from collections import Counter

import pytest

from course.checking import Counted, Mismatch, Stopped
from course.staff.inside.wire import Malformed
from course.staff.marking.standin import StandIn
from course.staff.running.process import Unprotected
from course.staff.running.submission import Limits, Submission
from course.staff.running.talk import Gone


def test_the_time_for_all_checks_is_limited():
    submission = Submission(Unprotected().child, ["f = 1"] * 3, Limits(5, 0.0))
    with pytest.raises(Gone, match="0 s for all checks are used up"):
        submission.request({}, b"", None)
    submission.close()


class Lying:
    """A submission whose child gives these replies."""

    def __init__(self, *replies):
        self.replies, self.closed = replies, 0

    def request(self, message, payload, answer):
        for reply in self.replies[:-1]:
            self.said = answer(reply, b"")
        return self.replies[-1], b""

    def close(self):
        self.closed += 1

    def blame(self, name):
        return ""


@pytest.mark.parametrize("reply", [
    {}, {"outcome": "pass"}, {"outcome": "mismatch"}, {"outcome": "mismatch", "rows": 3},
    {"outcome": "stopped", "rows": []}, {"outcome": "mismatch", "rows": [["sum over 4 paths", "4"]]},
    {"outcome": "mismatch", "rows": [[1, 2]]}, {"outcome": ["todo"], "rows": []}, {"outcome": "odd", "rows": []},
    {"outcome": "mismatch", "rows": [["so", "x"]] * 5},
    {"outcome": "stopped", "rows": [["error", "a", "b"]]}, {"result": {"function": 0}}, {"result": {"counted": 5}},
    {"result": {"counted": True}}], ids=repr)
def test_a_reply_of_no_known_form_is_one_failed_call(reply):
    lying = Lying(reply)
    with pytest.raises(Stopped, match="could not be read"):
        StandIn("f", lying)(1)
    assert lying.closed == 1


@pytest.mark.parametrize("asked", [
    {"ask": "eval", "args": ["1"]}, {"ask": "call", "args": 5}, {"ask": ["call"], "args": []},
    {"ask": None, "args": []}, {"ask": "call", "args": [{"function": 9}]}, {"ask": "call", "args": [{"counted": 0}]},
    {"ask": "__class__", "args": []}])
def test_a_question_of_no_known_form_is_malformed(asked):
    with pytest.raises((Malformed, Stopped)):
        StandIn("f", Lying(asked, {"result": 1}))(abs, Counted(1, Counter()))


@pytest.mark.parametrize(("ask", "args", "error"), [
    ("call", [{"counted": 1}], "TypeError"), ("call", [{"function": 0}, "x"], "TypeError"), ("neg", [], "TypeError"),
    ("mul", [1, 2], "TypeError"), ("mul", [{"counted": 1}, "a"], "TypeError"),
    ("mul", [{"counted": 1}, {"function": 0}], "TypeError"), ("div", [{"counted": 1}, 0], "ZeroDivisionError")])
def test_what_goes_wrong_in_an_answer_goes_back_to_the_child(ask, args, error):
    lying = Lying({"ask": ask, "args": args}, {"result": 1})
    assert StandIn("f", lying)(abs, Counted(1, Counter())) == 1
    assert lying.said[0]["raised"][0] == error


def test_counted_integers_cannot_be_squared_until_the_memory_is_full():
    ledger = Counter()
    asked = [{"ask": "mul", "args": [{"counted": n}, {"counted": n}]} for n in range(40)]
    with pytest.raises(Stopped, match="could not be read"):     # there is no number 14: the one before was refused
        StandIn("f", Lying(*asked, {"result": 1}))(Counted(3, ledger))
    assert ledger["mul"] < 20


def test_an_operation_is_not_booked_in_another_ledger():
    mine, other = Counter(), Counter()
    lying = Lying({"ask": "add", "args": [{"counted": 0}, {"counted": 1}]}, {"result": 1})
    assert StandIn("f", lying)(Counted(0.0, other), Counted(3.0, mine)) == 1
    assert lying.said[0]["raised"][0] == "ValueError" and not mine and not other


def test_a_function_is_not_a_result():
    with pytest.raises(Mismatch, match="not plain data"):
        StandIn("f", Lying({"result": {"function": 0}}))(abs)
