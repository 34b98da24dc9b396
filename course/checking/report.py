"""The report on one exercise: data, and its text and HTML forms, which share every word."""
from __future__ import annotations

from html import escape
from typing import NamedTuple

from course.checking.outcome import STATUS, Outcome

LEFT = " style='text-align:left'"           # notebooks align every cell to the right, which suits numbers only


class Report(NamedTuple):
    """What the checks of one exercise found, in order. `reward`, shown when all pass, has a text and an HTML form."""

    name: str
    title: str
    outcomes: tuple[Outcome, ...]
    after: str = ""
    reward: object = None
    again: str = ""         # how to try the call that failed, in a notebook

    @property
    def status(self) -> str:
        """pass when every check passes, else that of the first one that does not; faulty where only checks are.

        What is wrong comes before what is missing.
        """
        found = [o.status for o in self.outcomes if o.status != "pass"]
        found.sort(key=lambda status: {"todo": 1, "faulty": 2}.get(status, 0))
        return found[0] if found else "pass"

    @property
    def untouched(self) -> bool:
        """Whether no part of the answer has been written."""
        return all(o.status == "todo" for o in self.outcomes)

    @property
    def points(self) -> float:
        return sum(o.points for o in self.outcomes)

    @property
    def max_points(self) -> float:
        return sum(o.max_points for o in self.outcomes)

    @property
    def mistake(self) -> str:
        """The name of the first recognised wrong idea, or the empty string."""
        return next((o.mistake for o in self.outcomes if o.mistake), "")

    def __repr__(self):
        return to_text(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": to_text(self), "text/html": to_html(self)}


def headline(report: Report) -> str:
    """The first line: mark, title, and how many checks pass."""
    mark = STATUS[report.status].mark
    passed, total = sum(o.status == "pass" for o in report.outcomes), len(report.outcomes)
    count = f"{passed} of {total} checks pass"
    if report.status == "todo":
        missing = dict(next(o for o in report.outcomes if o.status == "todo").evidence).get("missing")
        state = f"{missing} is not written yet" if missing else "not started"
        state = state if report.untouched else f"{count}, {state if missing else 'the rest is not started'}"
        return f"{mark} {report.title}: {state}. Write your answer above, run its cell, then this one."
    return f"{mark} {report.title}: {count}."


def closing(report: Report) -> list[str]:
    """The last lines: one next action, or what the work has earned."""
    if report.status == "todo":
        return []
    if report.status == "faulty":
        return ["Go on with what follows: no check has found anything to mend here."]
    if report.status != "pass":
        again = f"Try it: {report.again}. " if report.again else ""
        return [f"{again}Stuck? Run ex.{report.name}.hint()"]
    graded = ["Graded on fresh inputs by these same checks."] if report.max_points else []
    return graded + ([report.after] if report.after else [])


def to_text(report: Report) -> str:
    """The report for a terminal, a screen reader, and comparison in tests."""
    lines = [headline(report)]
    for outcome in () if report.untouched else report.outcomes:
        status = STATUS[outcome.status]
        lines.append(f"  {status.mark} {status.word:<8} {outcome.sentence}")
        width = max((len(label) for label, _ in outcome.evidence), default=0)
        lines += [f"      {label:<{width}}  {text}" for label, text in outcome.evidence]
    reward = [repr(report.reward)] if report.reward is not None else []
    return "\n".join(lines + closing(report) + reward)


def to_html(report: Report) -> str:
    """The same in native elements, without colours of its own: it survives the sanitizer and fits every theme."""
    items = "".join(map(_item, () if report.untouched else report.outcomes))
    checks = f"<ul style='list-style:none;padding-left:8px'>{items}</ul>" if items else ""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in closing(report))
    reward = report.reward._repr_mimebundle_()["text/html"] if report.reward is not None else ""
    return (f"<div style='border-left:{STATUS[report.status].border};padding-left:12px'>"
            f"<p><b>{escape(headline(report))}</b></p>{checks}{paragraphs}{reward}</div>")


def _item(outcome: Outcome) -> str:
    status = STATUS[outcome.status]
    rows = "".join(f"<tr><th scope='row'{LEFT}>{escape(label)}</th><td{LEFT}>{escape(text)}</td></tr>"
                   for label, text in outcome.evidence)
    table = f"<table><tbody>{rows}</tbody></table>" if rows else ""
    return f"<li><b>{status.mark} {status.word}</b> {escape(outcome.sentence)}{table}</li>"
