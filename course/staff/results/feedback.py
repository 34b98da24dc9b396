"""The page that a student gets: where they stand, the report on every exercise, and how to go on, in one file."""
from __future__ import annotations

from functools import cache

from course.checking import STATUS, Exercise, Unit, to_html
from course.checking.standing import worth
from course.pictures.html import escape
from course.staff.marking.marks import clean
from course.staff.results.document import bar, document
from course.staff.results.gradebook import Result
from course.staff.results.standing import Standing


class _OwnWork(Exception):
    """A picture asks for what the student's function returns."""


def page(result: Result, unit: Unit, stands: Standing | None = None) -> str:
    """The feedback on one unit as a page of HTML; from where the student stands comes what was given by hand or taken
    off for lateness. Whatever comes from the student is escaped."""
    exercises = {exercise.name: exercise for exercise in unit.exercises}
    sections = "".join(_section(mark, exercises.get(mark.name)) for mark in result.marks)
    return document(f"{unit.number} {unit.title}: feedback for {clean(result.student)}",
                    _standing(result.marks) + _circumstances(result) + (_counts(stands) if stands else "") + sections)


def _circumstances(result):
    """When it was handed in, and how to draw the same inputs again."""
    when = f"Handed in {result.handed_in:%Y-%m-%d %H:%M} UTC. " if result.handed_in else ""
    seed = "" if result.seed is None else f"The inputs of the checks were drawn with the seed {result.seed}."
    return f"<p>{when}{seed}</p>\n" if when or seed else ""


def _counts(stands):
    """What counts, where that is not what the checks have given."""
    given = [f"<li>{escape(mark.title)}: {stands.score(mark):g} of {worth(mark.max_points)}, by hand. "
             f"{escape(clean(stands.given[mark.name].comment))}</li>\n"
             for mark in stands.marks if mark.name in stands.given]
    late = [f"<li>{stands.days} day{'s' * (stands.days > 1)} late"
            f"{f', {stands.free} of them free' if stands.free else ''}.</li>\n"] if stands.days else []
    late += [f"<li>Taken off for that: {stands.penalty:g}.</li>\n"] if stands.penalty else []
    total = [] if stands.points is None else [f"<li>Together {stands.points:g} of {worth(stands.most)}.</li>\n"]
    return f"<ul>\n{''.join(given + late + total)}</ul>\n" if given or late else ""


def _standing(marks):
    """The points, one line for each exercise, and what to do next."""
    total, most = sum(mark.points for mark in marks), sum(mark.max_points for mark in marks)
    passed = sum(mark.status == "pass" for mark in marks)
    points = f"{bar(total, most)} {total:g} of {worth(most)}; " if most else ""
    rows = "".join(_line(mark) for mark in marks)
    head = "".join(f'<th scope="col">{name}</th>' for name in ("exercise", "points", "now"))
    return (f"<p>{points}{passed} of {len(marks)} exercises pass.</p>\n<table>\n<thead><tr>{head}</tr></thead>\n"
            f"<tbody>\n{rows}</tbody>\n</table>\n<p>{_next(marks)}</p>\n")


def _line(mark):
    sign, word = STATUS[mark.status][:2] if mark.status in STATUS else ("–", mark.status)
    return f'<tr><th scope="row">{_link(mark)}</th><td>{_points(mark)}</td><td>{sign} {escape(word)}</td></tr>\n'


def _next(marks):
    if marks[0].report is None:
        return f"Nothing could be graded: {escape(clean(marks[0].note))}."
    first = next((mark for mark in marks if mark.status != "pass"), None)
    return f"Go on with {_link(first)}." if first else "Everything passes."


def _link(mark):
    return f'<a href="#{escape(mark.name)}">{escape(mark.title)}</a>'


def _section(mark, exercise):
    found = to_html(mark.report) if mark.report else f"<p>Not graded: {escape(clean(mark.note))}.</p>"
    return (f'<section id="{escape(mark.name)}">\n<h2>{escape(mark.title)}</h2>\n'
            f"<p><code>{escape(mark.name)}</code>: {_points(mark)}</p>\n{_code(mark)}{found}{_more(mark, exercise)}\n"
            "</section>\n")


def _code(mark):
    return f'<pre class="text"><code>{escape(mark.code)}</code></pre>\n' if mark.code else ""


def _points(mark):
    return f"{mark.points:g} of {worth(mark.max_points)}" if mark.max_points else worth(0)


def _more(mark, exercise):
    """A picture for what passes, a first hint for what does not."""
    if exercise is None or mark.report is None or mark.status == "faulty":
        return ""
    if mark.status == "pass":
        return _picture(exercise)
    return f"<p>The first hint: {escape(exercise.hints[0])}</p>" if exercise.hints else ""


@cache
def _picture(exercise: Exercise) -> str:
    """The exercise's reward, where it can be drawn without asking the student's function for anything."""
    try:
        return exercise.reward(_refuse)._repr_mimebundle_()["text/html"] if exercise.reward else ""
    except _OwnWork:
        return ""


def _refuse(*args):
    raise _OwnWork
