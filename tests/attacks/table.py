"""docs/attacks.md from the catalogue and peers.json: `python tests/attacks/table.py` writes it."""
from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]
from attacks.catalogue import EVERYTHING, ON_UNITS, OURS, THEMES  # noqa: E402

HERE = Path(__file__)
SEEN, PAGE = HERE.with_name("peers.json"), HERE.parents[2] / "docs/attacks.md"
PEERS = {"nbgrader": "nbgrader 0.9.6", "otter": "otter-grader 7.0.0"}
HEAD = """# Attacks and accidents

{count} submissions that graders have met or will meet: `double` is worth two points and is what an attack is about,
`triple` is worth one. *Deserved* is what the work in the submission is worth. The column of this course is what the
tests demand on every commit: `tests/attacks/test_attacks.py` runs the whole catalogue through the sandbox and demands
those points, and that nothing is read, changed, reached or left behind.

The other columns show {peers} on the same submissions, as they come from `pip`. They were
seen on {date} by `python tests/attacks/peers.py FOLDER`, which runs each of them inside a bubblewrap of its own,
because some of these submissions do harm; `python tests/attacks/table.py` makes this page. nbgrader's `autograde` gets
a second, good submission in the same run: *stops the class* means that it was not graded. Bold: points that were not
deserved, deserved points that were lost, or harm.

| | submissions | undeserved points | deserved points lost | harm |
|---|--:|--:|--:|--:|
{summary}

*Harm* is a file that was changed or a secret read, a connection, a process that was left, a grader that did not come
to an end within 60 seconds or took the class with it. Neither of the two promises to withstand such submissions by
itself; both send you to containers for it.
"""
UNITS = """## On exercises of the course

Answers that want points for what they have not done: they call what the exercise withholds, misuse what a check has
lent, or dodge what it counts. What cannot be held back is in [grading.md](grading.md).

| answer | exercise | points |
|---|---|--:|
"""


def row(name, seen) -> list[str]:
    """One line: name, what is deserved, what the course gives, and what was seen of each peer."""
    attack = EVERYTHING[name]
    deserved = sum(attack.points)
    ours = f"{sum(attack.ours or attack.points):g}" if not attack.meddles else f"0 or {deserved:g}"
    return [name, f"{deserved:g}", ours, *(shown(seen.get(name, {}).get(peer), deserved) for peer in PEERS)]


def shown(found: dict | None, deserved: float) -> str:
    """What was seen of a peer, in a few words, bold where it is wrong."""
    if found is None:
        return "not tried"
    words = ["nothing graded" if found["points"] is None else f"{found['points']:g}", *harm(found)]
    wrong = (found["points"] or 0) != deserved or len(words) > 1
    return f"**{', '.join(words)}**" if wrong else words[0]


def harm(found: dict) -> list[str]:
    """What else happened."""
    told = {"changed": "a file changed", "left": "a process left", "hangs": "does not end", "reached": "reached out"}
    words = [word for key, word in told.items() if found[key]]
    return words + (["stops the class"] if not found["class"] and not found["hangs"] else [])


def summary(seen) -> str:
    """For each grader how many submissions went wrong, and how."""
    meddles = sum(attack.meddles for attack in EVERYTHING.values())
    lines = [f"| this course | {len(EVERYTHING)} | 0 | up to {meddles}, of who meddles with the connection | 0 |"]
    for peer, title in PEERS.items():
        found = [(seen[name][peer], sum(attack.points)) for name, attack in EVERYTHING.items()
                 if peer in seen.get(name, {})]
        gained = sum((each["points"] or 0) > deserved for each, deserved in found)
        lost = sum((each["points"] or 0) < deserved for each, deserved in found)
        lines.append(f"| {title} | {len(found)} | {gained} | {lost} | {sum(bool(harm(each)) for each, _ in found)} |")
    return "\n".join(lines)


def page() -> str:
    """The whole page."""
    seen = json.loads(SEEN.read_text(encoding="utf-8"))
    parts = [HEAD.format(count=len(EVERYTHING), peers=" and ".join(PEERS.values()), date=seen["date"],
                         summary=summary(seen))]
    for theme, attacks in THEMES.items():
        peers = [] if theme in OURS else list(PEERS.values())
        lines = [" | ".join(["", *row(name, seen)[:3 + len(peers)], ""]).strip() for name in attacks]
        titles = " | ".join(["", "submission", "deserved", "this course", *peers, ""]).strip()
        rule = "|---|--:|--:|" + "---|" * len(peers)
        parts.append("\n".join([f"## {theme}\n", titles, rule, *lines]) + "\n")
    parts.append(UNITS + "\n".join(f"| {name} | {each.exercise} | {each.points:g} |"
                                   for name, each in ON_UNITS.items()) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
