"""The order of the course: the one list from which every number of a unit or an exercise follows."""
from __future__ import annotations

from course.checking import Exercise, Unit

ORDER = ("start", "chain_rule", "jacobians", "approximate", "path_sums", "tying", "forward", "reverse", "linear_maps",
         "systems", "failures", "training", "bptt", "long_sequences")
LEFT_OUT = ()       # the topics that this copy of the course comes without; the others keep their numbers


def unit(topic: str, title: str, exercises: tuple[Exercise, ...]) -> Unit:
    """The unit on a topic of the list, with its number."""
    return Unit(number(topic), topic, title, exercises)


def number(topic: str) -> str:
    """The number of a unit, two digits: "04"."""
    return f"{ORDER.index(topic):02}"


def named(topic: str) -> str:
    """A unit as texts speak of it: Unit, and its number."""
    return f"Unit {number(topic)}"
