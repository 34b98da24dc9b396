"""The worked examples of the course's sources, as plain data."""
from __future__ import annotations

# Dronen: f(x1, x2) = ln(x1) + x1·x2 − sin(x2); his table is for x1 = 2, x2 = 5.
DRONEN = [("v1", "ln", "x1"), ("v2", "mul", "x1", "x2"), ("v3", "sin", "x2"), ("v4", "add", "v1", "v2"),
          ("v5", "sub", "v4", "v3")]

# Barber, example 2 (eq. 20): cos(sin(x1·x2)).
BARBER_2 = [("f1", "mul", "x1", "x2"), ("f2", "sin", "f1"), ("f3", "cos", "f2")]

# Pingali's running example with f0 = ×, f1 = sin, f2 = tanh, f3 = ×.
PINGALI = [("A", "mul", "W0", "P"), ("B", "mul", "A", "Q"), ("C", "mul", "W1", "B"), ("D", "mul", "W2", "B"),
           ("E", "sin", "C"), ("F", "tanh", "D"), ("R", "mul", "E", "F")]


def barber_1(x: float) -> dict:
    """Barber's example 1 as a graph in plain data: f = x² + x·g·h with g = x² and h = x·g² (eq. 19).

    x enters f in two places, x² and x·g·h, so two edges lead from x to f.
    """
    g, h = x**2, x**5
    return {"inputs": ["x"], "nodes": ["x", "g", "h", "f"], "output": "f",
            "edges": [("x", "g", 2 * x), ("x", "h", g**2), ("g", "h", 2 * x * g), ("x", "f", 2 * x), ("x", "f", g * h),
                      ("g", "f", x * h), ("h", "f", x * g)]}


def ladder(n: int) -> list[tuple]:
    """A program of n rungs, each crossed by sin on one side and cos on the other: 2**n paths lead from x0 to x{n}."""
    return [step for i in range(n) for step in (
        (f"s{i}", "sin", f"x{i}"), (f"c{i}", "cos", f"x{i}"), (f"x{i + 1}", "add", f"s{i}", f"c{i}"))]
