"""Pictures of a recurrent network in time: unrolled, what comes back, what is carried along, where a sweep is cut."""
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


def in_time(steps: int, adjoints: bool = False) -> Plot:
    """A recurrent network unrolled: time from left to right, inputs below, outputs and losses above.

    With `adjoints`, what comes back on the same ways: two dashed arrows end at each state between the first and the
    last. Raises ValueError for no steps.
    """
    _some(steps)
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(1.7 * steps + 1.4, 3.7), layout="constrained")
    ways = [((t - 1, 1), (t, 1), "W_{hh}") for t in range(1, steps + 1)]
    for t in range(1, steps + 1):
        ways += [((t, 0), (t, 1), "W_{hx}"), ((t, 1), (t, 2), "W_{qh}"), ((t, 2), (t, 3), "")]
        _node(axes, (t, 0), f"x_{t}")
        for y, name in enumerate("ho", 1):
            _node(axes, (t, y), rf"\bar {name}_{t}" if adjoints else f"{name}_{t}", adjoints)
        _node(axes, (t, 3), f"l_{t}")
    _node(axes, (0, 1), r"\bar h_0" if adjoints else "h_0", adjoints)
    for start, end, weight in ways:
        _forward(axes, start, end, weight, palette.LINE if adjoints else palette.INK)
        if adjoints and start[1]:
            _back(axes, end, start)
    axes.annotate("time", (1.6, -0.55), (0.5, -0.55), va="center", fontsize=9, arrowprops={"arrowstyle": "->"})
    _frame(axes, (-0.4, steps + 0.4), (-0.75, 3.35))
    return plot(figure, _said(steps, adjoints))


def _said(steps, adjoints):
    if adjoints:
        return (f"The network of {steps} steps, and what comes back. From each loss an arrow to its output, and on to "
                f"its state. From each state an arrow to the state before it. So two arrows end at each state between "
                f"h_0 and h_{steps}, and one at either of these.")
    return (f"{steps} steps of a recurrent network, from left to right. In each column x_t feeds h_t by W_hx, h_t "
            "feeds o_t by W_qh, and o_t feeds the loss l_t. Each state feeds the next one by W_hh, beginning with h_0.")


def carried(steps: int) -> Plot:
    """Two rows: the states of one neuron, and under each its derivative by the weight, carried along with it.

    A step is F = f(z_t) with z_t = w h_{t-1} + x_t. What comes along an arrow is multiplied by what stands on it.
    Raises ValueError for no steps.
    """
    _some(steps)
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(1.9 * steps + 1.4, 2.9), layout="constrained")
    for t in range(steps + 1):
        _node(axes, (1.25 * t, 1), f"h_{t}")
        _node(axes, (1.25 * t, 0), rf"\frac{{dh_{t}}}{{dw}}", tangent=True)
        if t:
            before, here = 1.25 * (t - 1), 1.25 * t
            _forward(axes, (before, 1), (here, 1), "F", palette.INK)
            _forward(axes, (before, 0), (here, 0), rf"\partial F/\partial h_{t - 1}", palette.TANGENT, 2)
            _forward(axes, (before, 1), (here, 0), f"f'(z_{t})", palette.TANGENT)
    _frame(axes, (-0.4, 1.25 * steps + 0.4), (-0.4, 1.4))
    return plot(figure, f"Above, the states h_0 to h_{steps}, each made from the one before it by F. Below, dh_t/dw "
                        "for each. It has two shares: ∂F/∂w, which is f'(z_t) times h_{t−1}, and ∂F/∂h_{t−1} times "
                        "dh_{t−1}/dw, its left neighbour.")


def _some(steps):
    if steps < 1:
        raise ValueError(f"there is nothing to draw of {steps} steps: give 1 or more.")


def _node(axes, place, name, adjoint=False, tangent=False):
    ink = palette.ADJOINT if adjoint else palette.TANGENT if tangent else palette.INK
    axes.plot(*place, "o", ms=25, mfc=palette.CARD, mec=ink, zorder=3)
    axes.text(*place, f"${name}$", ha="center", va="center", fontsize=10, color=ink, zorder=4)


def _forward(axes, start, end, weight, color, width=1):
    axes.annotate("", end, start, zorder=1, arrowprops={
        "arrowstyle": "-|>", "color": color, "lw": width, "shrinkA": 14, "shrinkB": 14})
    if weight:
        middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        axes.text(*middle, f"${weight}$", ha="center", va="center", fontsize=8, zorder=2, color=palette.INK,
                  bbox={"fc": palette.WEIGHT_TINT, "ec": "none", "pad": 1.5})


def _back(axes, start, end):
    axes.annotate("", end, start, zorder=2, arrowprops={
        "arrowstyle": "-|>", "color": palette.ADJOINT, "ls": "--", "lw": 1.4, "shrinkA": 14, "shrinkB": 14,
        "connectionstyle": "arc3,rad=0.35"})


def _frame(axes, x, y):
    axes.set(xlim=x, ylim=y)
    axes.set_axis_off()
