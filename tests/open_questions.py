"""Which predictions a notebook gives away: whoever reads on meets the answer before giving one."""
import re
from base64 import b64decode
from html import unescape

from course.checking import LocalWork
from course.staff.authoring.student import checked

HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
ASKED = re.compile(r"^### (?:Exercise|Predict)", re.MULTILINE)
PREDICT = re.compile(r"^### Predict", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?")
SVG = re.compile(r"data:image/svg\+xml;base64,([^']*)")
EVERYWHERE = range(10)      # whole numbers that are in most pictures: above a question they give nothing away


def given_away(cells, exercises) -> list[str]:
    """A sentence for each output that holds a right answer to a prediction: one that its own check lets pass.

    The outputs looked at are those from the last heading above the question on, down to the next exercise.
    """
    headings = [i for i, cell in enumerate(cells) if cell.cell_type == "markdown" and HEADING.search(cell.source)]
    by_name = {exercise.name: exercise for exercise in exercises}
    found = []
    for at in [i for i in headings if PREDICT.search(cells[i].source)]:
        first = max([i for i in headings if i < at], default=0)
        last = next((i for i in headings if i > at and ASKED.search(cells[i].source)), len(cells))
        exercise = by_name[next(filter(None, map(checked, cells[at:])))]
        found += [f"cell {i + 1} shows {word}, which answers {exercise.name}" for i in range(first, last)
                  for word in answers(cells[i], exercise) if not (i < at and word in map(str, EVERYWHERE))]
    return found


def answers(cell, exercise) -> list[str]:
    """The words and numbers in the outputs of a cell that are right answers."""
    text = " ".join(text for out in cell.get("outputs", ()) for text in texts(out)).replace("−", "-")
    said = {word: word for word in re.findall(r"[a-z]{4,}", text)}
    said |= {number: float(number.replace(",", "")) for number in NUMBER.findall(text)}
    return sorted(word for word, value in said.items() if right(exercise, value))


def texts(out):
    """All that can be read in an output, the labels of drawings among it."""
    data = out.get("data", {})
    html = data.get("text/html", "")
    yield out.get("text", "")
    yield data.get("text/plain", "")
    for markup in (html, *(b64decode(drawing).decode() for drawing in SVG.findall(html))):
        yield unescape(re.sub(r"<[^>]*>", " ", markup))


def right(exercise, value):
    return any(exercise.run(LocalWork(exercise.name, each)).status == "pass"
               for each in ((value, int(value)) if isinstance(value, float) and value.is_integer() else (value,)))
