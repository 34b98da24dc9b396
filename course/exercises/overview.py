"""Where a student stands in the whole course: what passes, what is open, what to repeat."""
from __future__ import annotations

from html import escape
from typing import NamedTuple

from course.checking import Progress
from course.checking.report import LEFT
from course.checking.standing import bar, progress_bar


class Overview(NamedTuple):
    """The standing in every unit."""

    units: tuple[Progress, ...]

    @property
    def headline(self) -> str:
        passed, total = sum(each.passed for each in self.units), sum(len(each.required) for each in self.units)
        points, worth = sum(each.points for each in self.units), sum(each.unit.points for each in self.units)
        return f"The course: {passed} of {total} exercises pass, {points:g} of {worth:g} points"

    @property
    def again(self) -> list[str]:
        """A line for each exercise to repeat."""
        return [f"Unit {each.unit.number}, {name}: {why}" for each in self.units for name, why in each.again]

    @property
    def closing(self) -> str:
        """What to do now, and what went wrong."""
        now = next((f"Next: {each.next} in Unit {each.unit.number}" for each in self.units if each.next),
                   "All exercises pass.")
        return " ".join(filter(None, (now, self.units[0].trouble)))

    def __repr__(self):
        rows = [f"  {each.unit.number}  {bar(each.passed, len(each.required))}  "
                f"{f'{each.passed} of {len(each.required)}':<8}  {each.unit.title}" for each in self.units]
        again = ["To repeat:", *(f"  {line}" for line in self.again)] * bool(self.again)
        return "\n".join([self.headline, *rows, *again, self.closing])

    def _repr_mimebundle_(self, include=None, exclude=None):
        again = "".join(f"<li>{escape(line)}</li>" for line in self.again)
        words = "unit", "done", "pass", "points", "next"
        heads = "".join(f"<th scope='col'{LEFT}>{word}</th>" for word in words)
        html = (f"<p><b>{escape(self.headline)}</b></p><table><thead><tr>{heads}</tr></thead>"
                f"<tbody>{''.join(map(_row, self.units))}</tbody></table>"
                + (f"<p>To repeat:</p><ul>{again}</ul>" if again else "") + f"<p>{escape(self.closing)}</p>")
        return {"text/plain": repr(self), "text/html": html}


def _row(each):
    unit = each.unit
    cells = (progress_bar(each.passed, len(each.required)), f"{each.passed} of {len(each.required)}",
             escape(each.total.removesuffix(" points")), escape(each.next))
    name = f"{unit.number} · <a href='{unit.notebook}'>{escape(unit.title)}</a>"
    return (f"<tr><th scope='row'{LEFT}>{name}</th>"
            + "".join(f"<td{LEFT}>{cell}</td>" for cell in cells) + "</tr>")
