"""A picture of a schedule of checkpoints: which states live when."""
from __future__ import annotations

from collections.abc import Callable, Iterator

from course.exercises.systems.plans import Moment, best_places, counts, equal_segments
from course.pictures import palette, plot

WHAT = {equal_segments: "k", best_places: "s"}


def timeline(schedule: Callable[..., Iterator[Moment]], T: int, size: int):
    """A plot of `schedule(T, size)`: time to the right, states upward, a line for as long as a state is held."""
    from matplotlib import pyplot
    moments, (steps, most) = list(schedule(T, size)), counts(schedule, T, size)
    figure, axes = pyplot.subplots(figsize=(6.4, 3.4), layout="constrained")
    kept = [(t, i - 0.5, i + 0.5) for i, moment in enumerate(moments) for t in moment.held]
    axes.hlines(*zip(*kept, strict=True), color=palette.LINE, lw=3, label="held")
    for swept, marker, colour, label in ((False, ">", palette.INK, "reached by a step"),
                                         (True, "<", palette.ADJOINT, "swept")):
        at = [(i, moment.state) for i, moment in enumerate(moments) if moment.swept == swept]
        places = zip(*at, strict=True) if at else ((), ())
        axes.scatter(*places, marker=marker, s=30, color=colour, label=label, zorder=3)
    axes.set(xlabel="time", ylabel="state", ylim=(-0.6, T + 0.6), yticks=range(0, T + 1, 2 if T > 8 else 1),
             title=f"T = {T}, {WHAT[schedule]} = {size}: {steps} steps, at most {most} states at one time")
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    return plot(figure, f"With T = {T} and {WHAT[schedule]} = {size} the schedule runs {steps} steps, and at most "
                        f"{most} states are there at one time.")
