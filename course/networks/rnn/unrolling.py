"""The network of one neuron as a program: every step of time written out, to be drawn and differentiated."""
from __future__ import annotations


def unrolled(T: int, tied: bool = False) -> list[tuple]:
    """h_t = A_t x_t + B_t h_{t-1} for t = 1 … T, with copies A1, B1, A2, … or, tied, with one A and one B.

    The program has the inputs x1 … xT, h0 and the weights; the states are its steps h1 … hT (Barber 2015, Fig. 1b).
    """
    steps = []
    for t in range(1, T + 1):
        copy = "" if tied else t
        steps += [(f"p{t}", "mul", f"A{copy}", f"x{t}"), (f"r{t}", "mul", f"B{copy}", f"h{t - 1}"),
                  (f"h{t}", "add", f"p{t}", f"r{t}")]
    return steps
