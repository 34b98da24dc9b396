"""The network forward, and the same network written out as a program."""
from __future__ import annotations

import numpy as np

from course.autodiff import adjoints, input_names, record, run
from course.autodiff.text import short
from course.checking import Exercise, Mismatch, Mistake, expect, has_form, points, predict
from course.exercises.bptt.nets import TINY, random_net
from course.exercises.material import generic, require
from course.networks import rnn
from course.pictures import draw

# --- 1: forward -----------------------------------------------------------------------------------------------------

NO_FIRST = Mistake("first state left out", "the states are h_0 to h_T, one more than there are steps")
NOT_CARRIED = Mistake("state not carried on", "each step starts from the state that the step before it has left")
STALE_OUTPUT = Mistake("outputs of the earlier state", "o_t is read off the new state h_t, not off h_{t−1}")
OUTPUT_ACTIVATED = Mistake("activation on the output", "the activation belongs to the state; the output is linear")
ALWAYS_BENT = Mistake("tanh in a linear network", "act says which activation: linear leaves the sum as it is")
TURNED = Mistake("W_hh transposed", "row i of W_hh holds what unit i takes from each unit: W_hh stands to the left of "
                 "the state")


def _forward(X, W_hx, W_hh, W_qh, h0, act):
    return rnn.forward(rnn.Params(W_hx, W_hh, W_qh, 0 * h0, np.zeros(len(W_qh)), h0),
                       rnn.Task(X, np.zeros((len(X), len(W_qh))), act))


def _not_carried(X, W_hx, W_hh, W_qh, h0, act):
    hs = np.stack([h0, *(_forward(X[t:t + 1], W_hx, W_hh, W_qh, h0, act)[0][1] for t in range(len(X)))])
    return hs, hs[1:] @ W_qh.T


def _changed(change):
    return lambda X, W_hx, W_hh, W_qh, h0, act: change(*_forward(X, W_hx, W_hh, W_qh, h0, act), W_qh, act)


FORWARD_MISTAKES = {
    TURNED: lambda X, W_hx, W_hh, W_qh, h0, act: _forward(X, W_hx, W_hh.T, W_qh, h0, act),
    ALWAYS_BENT: lambda *args: _forward(*args[:-1], "tanh"),
    NO_FIRST: _changed(lambda hs, os, W_qh, act: (hs[1:], os)), NOT_CARRIED: _not_carried,
    STALE_OUTPUT: _changed(lambda hs, os, W_qh, act: (hs, hs[:-1] @ W_qh.T)),
    OUTPUT_ACTIVATED: _changed(lambda hs, os, W_qh, act: (hs, np.tanh(os) if act == "tanh" else os))}


def _expect_forward(work, net, act, witness):
    args = (net.X, *net[2:], act)
    expect(work, args, _forward(*args), witness=witness, because=FORWARD_MISTAKES)


def one_neuron(work, rng):
    """should run one neuron for two steps, linear and with tanh"""
    _expect_forward(work, TINY, "linear", "by hand")
    _expect_forward(work, TINY, "tanh", "by hand")


@points(2)
def any_network(work, rng):
    """should run networks of any size"""
    for T, d, h, q in ((1, 2, 3, 2), (4, 2, 3, 1), (3, 1, 2, 3)):
        for act in ("linear", "tanh"):
            _expect_forward(work, random_net(rng, T, d, h, q), act, "step by step")


rnn_forward = Exercise(
    "rnn_forward", "Forward", (one_neuron, any_network), (
        "Keep the states in a list that begins with h0. Each step appends one.",
        "The newest state is the last of the list. Outputs can wait until all states are there.",
        "np.stack makes one array of a list of arrays of one shape."),
    (NO_FIRST, NOT_CARRIED, STALE_OUTPUT, OUTPUT_ACTIVATED, ALWAYS_BENT, TURNED),
    after="Keep all states: the sweep back will need every one of them.")

# --- predict: paths through time ------------------------------------------------------------------------------------

ONE_STATE = Mistake("paths to the last state only", "those are the paths to h_3; the losses of the earlier steps are "
                    "reached too")
ONE_EACH = Mistake("one path a loss", "a loss sees B in every step that came before it, not only in its own")
EXPONENTIAL = Mistake("doubled at every step", "a state has one way on to the next state, not two")


@points(0)
def guess_paths(work, rng):
    """should be the number of paths from B to the sum of three losses"""
    predict(work, 6, because={EXPONENTIAL: 7, ONE_EACH: 3} | {ONE_STATE: 1})


time_guess = Exercise(
    "time_guess", "Paths through time", (guess_paths,), (
        "How many paths lead from B to l_1? It sits in r1 only.",
        "l_3 is reached from r1, r2 and r3: one path from each. Add up for l_1, l_2 and l_3."),
    (ONE_EACH, EXPONENTIAL, ONE_STATE),
    after="1 + 2 + 3: for T steps T (T + 1)/2 terms. One sweep adds them up in T steps.")

# --- 2: the unrolled program ----------------------------------------------------------------------------------------

ALWAYS_TIED = Mistake("one weight for all steps", "untied, each step has a copy of its own, with its number: A1, A2, …")
NEVER_TIED = Mistake("copies although tied", "tied, one A and one B serve every step")
OWN_STATE = Mistake("each step from h0", "step t takes the state of the step before it: h1 goes into h2")


def _inputs(T, tied):
    return {"h0", *(f"x{t}" for t in range(1, T + 1)), *(["A", "B"] if tied else [f"{name}{t}" for name in "AB"
                                                                                  for t in range(1, T + 1)])}


def _state(T, values, tied, carry=True):
    h = values["h0"]
    for t in range(1, T + 1):
        A, B = (values[name if tied else f"{name}{t}"] for name in "AB")
        h = A * values[f"x{t}"] + B * (h if carry else values["h0"])
    return float(h)


def _is_step(step):
    return has_form(step[:2], ("", "")) and all(isinstance(arg, str) or has_form(arg, 0.0) for arg in step[2:])


def _expect_program(work, T, tied, rng):
    program = work(T, tied)
    tried = f"unrolled({T}, {tied})"
    require(has_form(program, [[...]]) and len(program) and all(map(_is_step, program)), ("tried", tried),
            ("yours", short(program)), ("should be", "a list of steps (name, operation, arguments...)"))
    found, want = set(input_names(program)), _inputs(T, tied)
    require(found == want, ("tried", tried), ("inputs of yours", ", ".join(sorted(found))),
            ("should be", ", ".join(sorted(want))),
            mistake=ALWAYS_TIED if found == _inputs(T, True) else NEVER_TIED if found == _inputs(T, False) else None)
    values = {name: float(generic(rng)) for name in sorted(want)}
    try:
        ran = run(program, values)
    except (ValueError, NameError) as error:
        raise Mismatch(("tried", tried), ("steps of yours", short(program)), ("so", str(error))) from None
    require({f"h{t}" for t in range(1, T + 1)} <= ran.keys() and program[-1][0] == f"h{T}", ("tried", tried),
            ("steps of yours", ", ".join(step[0] for step in program)),
            ("should be", f"among others h1 to h{T}, and h{T} is the last"))
    expect(lambda: ran[f"h{T}"], (), _state(T, values, tied), tried=f"h{T} of {tried} at random numbers",
           witness="the recurrence", because={OWN_STATE: _state(T, values, tied, carry=False)})


def with_copies(work, rng):
    """should write two steps with copies of the weights"""
    _expect_program(work, 1, False, rng)
    _expect_program(work, 2, False, rng)


def with_one(work, rng):
    """should write them with one A and one B"""
    _expect_program(work, 2, True, rng)


def any_time(work, rng):
    """should write any number of steps"""
    for T in (3, 7):
        _expect_program(work, T, False, rng)
        _expect_program(work, T, True, rng)


def _drawn(work):
    graph = record(list(work(2, True)), **dict.fromkeys(_inputs(2, True), 0.5))
    return draw(graph, adjoints=adjoints(graph), caption="Your program for T = 2, tied.")


unrolled = Exercise(
    "unrolled", "Unroll it", (with_copies, with_one, any_time), (
        "One step of time is three steps of the program: two products and their sum.",
        "The names grow with t: an f-string such as f\"x{t}\" makes them.",
        "Tied or not, only the names of the two weights differ."),
    (ALWAYS_TIED, NEVER_TIED, OWN_STATE),
    after="A loop of T rounds is a graph of T stretches. What has differentiated programs will differentiate this one.",
    reward=_drawn)
