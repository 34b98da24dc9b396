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
    kept = [(i, t) for i, moment in enumerate(moments) for t in moment.held]
    axes.scatter(*zip(*kept, strict=True), marker="s", s=30, color=palette.LINE, alpha=0.6, lw=0, label="held")
    for swept, marker, colour, label in ((False, ">", palette.INK, "reached by a step"),
                                         (True, "<", palette.ADJOINT, "swept")):
        at = [(i, moment.state) for i, moment in enumerate(moments) if moment.swept == swept]
        places = zip(*at, strict=True) if at else ((), ())
        axes.scatter(*places, marker=marker, s=30, color=colour, label=label, zorder=3)
    axes.set(xlabel="time", ylabel="state", ylim=(-0.6, T + 0.6), yticks=range(0, T + 1, 2 if T > 8 else 1),
             title=f"T = {T}, {WHAT[schedule]} = {size}: {steps} steps, at most {most} states at one time")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    return plot(figure, f"With T = {T} and {WHAT[schedule]} = {size} the schedule runs {steps} steps, and at most "
                        f"{most} states are there at one time.")
