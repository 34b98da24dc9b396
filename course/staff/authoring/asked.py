"""Which units a command is asked for, by number, topic or file name."""

from pathlib import Path


class Faulty(Exception):
    """What was given cannot be used; the text says what it is and why."""


def asked(units, names=()):
    """The units with these names, in the order of the course; all of them for none. Raises Faulty."""
    wanted = {Path(name).stem for name in names}
    if strange := wanted.difference(*map(_called, units)):
        raise Faulty(f"There is no unit {', '.join(sorted(strange))}. There are: "
                     f"{', '.join(f'{unit.number} {unit.topic}' for unit in units)}.")
    return tuple(unit for unit in units if not wanted or wanted & _called(unit))


def _called(unit):
    return {unit.number, unit.topic, Path(unit.notebook).stem}
