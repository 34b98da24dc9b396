"""Pictures of a recurrent network in time: how much of a gradient flows back, and where a sweep is cut."""
from __future__ import annotations

from collections.abc import Sequence

from course.pictures import palette
from course.pictures.plots import Plot, plot

THICK = 12                  # points: the width of the strongest flow


def flow(strengths: Sequence[float], steps: int | None = None) -> Plot:
    """The states h_0 … h_t in a row; what flows back into a state from the loss of step t is the width of its arrow.

    strengths[i] is the size of ∂l_t/∂h_i. With `steps`, the row is that long, whatever t is. Raises ValueError for an
    empty row.
    """
    if not len(strengths):
        raise ValueError("there are no strengths to show: give one for each state from h_0 to h_t.")
    from matplotlib import pyplot
    t, most = len(strengths) - 1, max(strengths) or 1.0
    last = t if steps is None else steps
    figure, axes = pyplot.subplots(figsize=(6.4, 1.9), layout="constrained")
    for i in range(last + 1):
        axes.plot(i, 0, "o", ms=15, mfc=palette.CARD, mec=palette.INK if i <= t else palette.LINE, zorder=3)
        axes.text(i, 0, i, ha="center", va="center", fontsize=8, zorder=4)
    for i, strength in enumerate(strengths):
        start = (t, 1.0) if i == t else (i + 1, 0.0)
        axes.annotate("", (i, 0), start, zorder=2, arrowprops={
            "arrowstyle": "-", "color": palette.ADJOINT, "lw": max(THICK * strength / most, 0.3)})
        axes.text(i, -0.55, _two_digits(strength), ha="center", fontsize=7, color=palette.ADJOINT)
    axes.text(t, 1.12, f"loss of step {t}", ha="center", fontsize=9)
    axes.set(xlim=(-0.7, last + 0.7), ylim=(-0.8, 1.4), xlabel="state")
    axes.set_axis_off()
    return plot(figure, f"The loss of step {t} sends back {_two_digits(strengths[-1])} to state {t}, "
                        f"{_two_digits(strengths[t // 2])} to state {t // 2}, {_two_digits(strengths[0])} to state 0.")


def _two_digits(number):
    return f"{number:.2g}"


def windows(rows: dict[str, Sequence[Sequence[str]]]) -> Plot:
    """Segments of one text, a row for each way to cut it: {"regular": [["a", "b"], ["c", "d"]], ...}.

    An arrow through each segment shows how far its sweep goes back.
    """
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(6.4, 0.4 + 0.6 * len(rows)), layout="constrained")
    for place, (name, segments) in enumerate(rows.items()):
        start, y = 0, -place
        axes.text(-0.4, y, name, ha="right", va="center", fontsize=9)
        for segment in segments:
            end = start + len(segment)
            axes.add_patch(pyplot.Rectangle((start + 0.06, y - 0.3), end - start - 0.12, 0.6, fc=palette.CARD,
                                            ec=palette.INK))
            for i, word in enumerate(segment):
                axes.text(start + i + 0.5, y + 0.06, word, ha="center", va="center", fontsize=8)
            if len(segment) > 1:
                axes.annotate("", (start + 0.2, y - 0.2), (end - 0.2, y - 0.2), arrowprops={
                    "arrowstyle": "->", "color": palette.ADJOINT, "ls": "--"})
            start = end
    axes.set(xlim=(-1.9, max(sum(map(len, segments)) for segments in rows.values())), ylim=(-len(rows) + 0.4, 0.5))
    axes.set_axis_off()
    return plot(figure, " ".join(f"{name}: {' | '.join(' '.join(segment) for segment in segments)}."
                                 for name, segments in rows.items()))
