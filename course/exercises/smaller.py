"""The smallest case at which a check fails: what a student is shown is to be read at a glance."""
from __future__ import annotations

from collections.abc import Callable, Iterator

from course.checking import Mismatch, Stopped
from course.exercises.drawn import is_mild

TRIES = 150                 # of smaller cases, so that the answer comes at once
ROUND = (2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0, 29.0)


def smallest(attempt: Callable, case, smaller: Callable):
    """attempt(case); where it fails, it is made at smaller and smaller cases, as long as it fails for the same reason.

    `smaller` maps a case to those that are a little smaller. Raises what the last of them raises.
    """
    found = _fault(attempt, case)
    if found is None:
        return
    tries, less = iter(range(TRIES)), case
    while less is not None:
        case = less
        less = next((less for less, _ in zip(smaller(case), tries, strict=False)
                     if _reason(_fault(attempt, less)) == _reason(found)), None)
    attempt(case)               # once more, so that it is the last call that was made
    raise found


def _fault(attempt, case):
    try:
        attempt(case)
    except (Mismatch, Stopped) as fault:
        return fault
    return None


def _reason(fault):
    if isinstance(fault, Mismatch):
        return Mismatch, fault.mistake
    return fault and (Stopped, str(fault).partition(":")[0])


def smaller_graphs(graph: dict, *keep: str) -> Iterator[dict]:
    """The graph without one node or one edge, but with the names to be kept; then with round weights."""
    for name in graph["nodes"]:
        if name not in keep and len(graph["nodes"]) > 1:
            yield {**graph, "nodes": [other for other in graph["nodes"] if other != name],
                   "inputs": [other for other in graph["inputs"] if other != name],
                   "edges": [edge for edge in graph["edges"] if name not in edge[:2]]}
    for i in range(len(graph["edges"])):
        yield {**graph, "edges": graph["edges"][:i] + graph["edges"][i + 1:]}
    edges = [(s, t, weight) for (s, t, _), weight in zip(graph["edges"], ROUND, strict=False)]
    if len(edges) == len(graph["edges"]) and edges != graph["edges"]:
        yield {**graph, "edges": edges}


def smaller_programs(program: list, values: dict) -> Iterator[tuple[list, dict]]:
    """The program without one step, for whose name stands one of its arguments; then with round values."""
    for i, (name, _, *args) in enumerate(program):
        for instead in dict.fromkeys(arg for arg in args if isinstance(arg, str)):
            rest = [(n, op, *(instead if arg == name else arg for arg in more))
                    for n, op, *more in (*program[:i], *program[i + 1:])]
            used = {arg for _, _, *more in rest for arg in more}
            less = {key: value for key, value in values.items() if key in used}
            if rest and less and is_mild(rest, less):
                yield rest, less
    simple = dict(zip(values, ROUND, strict=False))
    if len(simple) == len(values) and simple != values and is_mild(program, simple):
        yield program, simple
