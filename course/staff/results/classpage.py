"""The page on a class: for each unit how it went, and what to talk about in the next lecture."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import ceil
from statistics import mean, median

from course.checking import STATUS
from course.pictures.html import escape
from course.staff.marking.marks import clean
from course.staff.results.copies import copies
from course.staff.results.document import bar, document
from course.staff.results.standing import Standing
from course.staff.results.summary import Group, Summary, Tally

NAMES, GROUPS, BINS = 12, 15, 10        # so many students, groups of answers, and rows of points are shown


def class_page(units: Sequence[Summary], found: Sequence[Standing] = ()) -> str:
    """The whole page; from the standings come the weeks. Whatever comes from students is escaped."""
    students = {student for unit in units for student in (*unit.points, *_students(unit.unmarked))}
    body = f"<p>{_count(len(students), 'student')}, {_count(len(units), 'unit')}.</p>\n"
    if len(units) > 1:
        body += _table("Units", ("unit", "could be run", "median points", "all points"), map(_overview, units))
    return document("The class", body + _weeks(found) + "".join(map(_unit, units)) + _copies(found))


def share(part: int, whole: int) -> str:
    """A part of a whole in words and per cent: "23 of 60 (38 %)"."""
    return f"{part} of {whole} ({100 * part / whole:.0f} %)" if whole else "0 of 0"


def _overview(unit):
    full = sum(points == unit.most for points in unit.points.values())
    points = (_median(unit), share(full, len(unit.points))) if unit.most and unit.points else ("ungraded", "")
    return f'<a href="#{_id(unit)}">{_text(unit.title)}</a>', str(unit.ran), *points


def _weeks(found):
    """How the class does from week to week, by when hand-ins came."""
    weeks = defaultdict(list)
    for each in found:
        if each.when and each.most and each.points is not None:
            weeks[each.when.isocalendar()[:2]].append(each)
    rows = ((f"{year}, week {week}", str(len({each.student for each in group})), str(len(group)),
             str(sum(each.days > 0 for each in group)),
             _bar(median(each.points / each.most for each in group), 1,
                  f"{100 * median(each.points / each.most for each in group):.0f} %"))
            for (year, week), group in sorted(weeks.items()))
    return _table("The weeks", ("handed in", "students", "notebooks", "late", "median share of points"), rows)


def _copies(found):
    """A fact, and no accusation: short answers are often the same."""
    rows = ((_text(unit), _text(exercise), str(len(students)), _names(students))
            for (unit, exercise), students in sorted(copies(found).items()))
    table = _table("Answers that are the published solution but for names and layout",
                   ("unit", "exercise", "students", "who"), rows)
    return f"<section>\n{table}</section>\n" if table else ""


def _unit(unit: Summary) -> str:
    return f'<section>\n<h2 id="{_id(unit)}">{_text(unit.title)}</h2>\n' + "".join((
        _points(unit), _faulty(unit), _exercises(unit), _mistakes(unit), _alike(unit), _errors(unit), _trouble(unit),
        _checks(unit),
        )) + "</section>\n"


def _points(unit):
    if not unit.most or not unit.points:
        return f"<p>{_count(unit.ran, 'notebook')} could be run. The unit is not graded.</p>\n"
    points = list(unit.points.values())
    width = max(1, ceil(unit.most / BINS))
    rows = Counter(int(each // width) for each in points)
    cells = ((f"{low:g}" if (high := min(low + width - 1, unit.most)) <= low else f"{low:g} to {high:g}",
              _bar(rows[place], max(rows.values()), str(rows[place])))
             for place in range(int(unit.most // width) + 1) for low in [place * width])
    return (f"<p>{_count(len(points), 'student')}, of whom {unit.ran} left a notebook that could be run: median "
            f"{_median(unit)}, mean {mean(points):.1f}; {share(points.count(unit.most), len(points))} have all points."
            "</p>\n" + _table("Distribution of points", ("points", "students"), cells))


def _median(unit):
    return f"{median(unit.points.values()):g} of {unit.most:g} points"


def _exercises(unit):
    header = ("exercise", "passed", *(STATUS[status].word for status in ("fail", "error", "todo")), "seconds, median",
              "longest")
    note = "" if not unit.exercises else ("<p>Seconds are those of all checks; the first exercise's hold those of "
                                          "running the notebook.</p>\n")
    return _table("Exercises", header, (_exercise(each, unit.ran) for each in unit.exercises)) + note


def _exercise(each: Tally, ran: int):
    passed = each.statuses["pass"]
    return (f"{_text(each.title)} <code>{_text(each.name)}</code>", _bar(passed, ran),
            *(str(each.statuses[status]) for status in ("fail", "error", "todo")), f"{each.median:.2f}",
            f"{each.seconds[each.slowest]:.2f} ({_text(each.slowest)})")


def _checks(unit):
    rows = ((_text(each.title), _text(sentence), _bar(passed, unit.ran))
            for each in unit.exercises for sentence, passed in each.checks.items())
    return _table("Checks", ("exercise", "it", "passes"), rows)


def _mistakes(unit):
    def sentence(group: Group):
        end = "" if group.more.endswith(("?", ".")) else "."
        idea = f" The idea: {_text(group.more)}{end}" if group.more else ""
        return (f"<li><b>{share(len(group.students), unit.ran)}</b>: {_text(group.what)}, in {_text(group.exercise)}."
                f"{idea}</li>\n")
    return _list("Recognised mistakes", map(sentence, unit.mistakes), "No mistake was recognised.")


def _alike(unit):
    rows = ((_text(group.exercise), f"It {_text(group.what)}", f'<span class="text">{_text(group.more)}</span>',
             str(len(group.students)), _names(group.students)) for group in unit.alike[:GROUPS])
    more = len(unit.alike) - GROUPS
    rest = f"<p>And {_count(more, 'smaller group')}.</p>\n" if more > 0 else ""
    return _table("Wrong alike", ("exercise", "first check not passed", "their answer, decimals rounded", "students",
                                  "who"), rows) + rest


def _errors(unit):
    rows = ((f'<span class="text">{_text(group.what)}</span>', share(len(group.students), unit.ran))
            for group in unit.errors[:GROUPS])
    return _table("Errors that answers raised", ("error", "students"), rows)


def _faulty(unit):
    rows = ((_text(group.exercise), f"It {_text(group.what)}", f'<span class="text">{_text(group.more)}</span>',
             _names(group.students)) for group in unit.faulty[:GROUPS])
    return _table("Checks that have failed themselves: mend them, and grade again", ("exercise", "check", "traceback",
                                                                                     "at the answers of"), rows)


def _trouble(unit):
    rows = [*((f"time limit in {_text(group.exercise)}", _text(group.what), student)
              for group in unit.late for student in group.students),
            *((_text(group.what), _text(group.more), student) for group in unit.unmarked for student in group.students)]
    return _table("Time limits, missing and broken notebooks", ("student", "what", "why"),
                  ((_text(student), what, why) for what, why, student in rows))


def _bar(part, whole, text=""):
    return f'<span class="rate">{bar(part, whole)} {text or share(part, whole)}</span>'


def _table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A heading and a table whose cells are HTML; nothing without rows."""
    head = "".join(f'<th scope="col">{name}</th>' for name in header)
    body = "".join(f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>\n'
                   for first, *rest in rows)
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
    return f"<h3>{title}</h3>\n{table}" if body else ""


def _list(title, items, empty):
    items = "".join(items)
    return f"<h3>{title}</h3>\n" + (f"<ol>\n{items}</ol>\n" if items else f"<p>{empty}</p>\n")


def _names(students):
    more = len(students) - NAMES
    return _text(", ".join(students[:NAMES])) + (f" and {more} more" if more > 0 else "")


def _students(groups):
    return {student for group in groups for student in group.students}


def _id(unit):
    return f"unit-{unit.title.split()[0]}"


def _text(text: str) -> str:
    return escape(clean(text))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
