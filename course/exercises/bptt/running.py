"""The network forward, and the same network written out as a program."""
from __future__ import annotations

from functools import partial

import numpy as np

from course.autodiff import adjoints, input_names, record, run
from course.autodiff.text import short
from course.checking import Exercise, Loan, Mismatch, Mistake, expect, has_form, points, predict
from course.exercises.bptt import nets
from course.exercises.bptt.nets import LINEAR, TINY, random_net, smaller_nets
from course.exercises.material import drawn_activation, generic, require
from course.exercises.smaller import smallest
from course.pictures import draw

# --- 1: forward -----------------------------------------------------------------------------------------------------

NO_FIRST = Mistake("first state left out", "the states are h_0 to h_T, one more than there are steps")
NOT_CARRIED = Mistake("state not carried on", "each step starts from the state that the step before it has left")
STALE_OUTPUT = Mistake("outputs of the earlier state", "o_t is read off the new state h_t, not off h_{t−1}")
OUTPUT_ACTIVATED = Mistake("activation on the output", "the activation belongs to the state; the output is linear")
NOT_BENT = Mistake("activation left out", "the state is f of the sum, not the sum")
OWN_TANH = Mistake("tanh in place of f", "the activation is lent as f, and is another one each time")
SUM_CARRIED = Mistake("the sum carried on", "what goes into the next step is the state, f(z_t), not z_t")
TURNED = Mistake("W_hh transposed", "row i of W_hh holds what unit i takes from each unit: W_hh stands to the left of "
                 "the state")


def _both(net, f):
    return tuple(nets.run(net, f)[1:])


def _stepwise(net, f, carried):
    """The states where each step begins with something else than the state before it."""
    hs, start = [net.h0], net.h0
    for x in net.X:
        z = net.W_hx @ x + net.W_hh @ start
        hs.append(f(z))
        start = carried(z)
    hs = np.stack(hs)
    return hs, hs[1:] @ net.W_qh.T


def _changed(change):
    return lambda net, f: change(*_both(net, f), net, f)


FORWARD_MISTAKES = {
    NOT_BENT: lambda net, f: _both(net, lambda z: z), OWN_TANH: lambda net, f: _both(net, np.tanh),
    TURNED: lambda net, f: _both(net._replace(W_hh=net.W_hh.T), f),
    NO_FIRST: _changed(lambda hs, os, net, f: (hs[1:], os)),
    NOT_CARRIED: lambda net, f: _stepwise(net, f, lambda z: net.h0),
    SUM_CARRIED: lambda net, f: _stepwise(net, f, lambda z: z),
    STALE_OUTPUT: _changed(lambda hs, os, net, f: (hs, hs[:-1] @ net.W_qh.T)),
    OUTPUT_ACTIVATED: _changed(lambda hs, os, net, f: (hs, f(os)))}


def _expect_forward(work, f, net):
    because = {mistake: wrong(net, f) for mistake, wrong in FORWARD_MISTAKES.items()}
    expect(work, (net.X, *net[2:], Loan(f, real=True)), _both(net, f), witness="step by step", because=because)


def one_neuron(work, rng):
    """should run one neuron, linear and with any activation"""
    _expect_forward(work, LINEAR.f, TINY)
    _expect_forward(work, drawn_activation(rng).f, random_net(rng, 2, 1, 1, 1))


@points(2)
def any_network(work, rng):
    """should run networks of any size"""
    for T, d, h, q in ((1, 2, 3, 2), (4, 2, 3, 1), (3, 1, 2, 3)):
        smallest(partial(_expect_forward, work, drawn_activation(rng).f), random_net(rng, T, d, h, q), smaller_nets)


rnn_forward = Exercise(
    "rnn_forward", "Forward", (one_neuron, any_network), (
        "Keep the states in a list that begins with h0. Each step appends one.",
        "f takes one number: each(f, z) applies it to every entry of z. The newest state is the last of the list.",
        "np.stack makes one array of a list of arrays of one shape. Outputs can wait until all states are there."),
    (NO_FIRST, NOT_CARRIED, SUM_CARRIED, STALE_OUTPUT, OUTPUT_ACTIVATED, NOT_BENT, OWN_TANH, TURNED),
    after="T steps leave T + 1 states. Keep them all: the sweep back will need every one.")

# --- predict: paths through time ------------------------------------------------------------------------------------

ONE_STATE = Mistake("the first loss only", "that is the path to h_1 alone; the later losses are reached, too")
ONE_EACH = Mistake("one path a loss", "those are the paths to h_3, or one for each loss: the earlier losses count, "
                   "too, and a loss sees B in its own step and in every step before it")
EVERY_PAIR = Mistake("every step into every loss", "a loss does not see B in the steps that come after it")
EXPONENTIAL = Mistake("doubled at every step", "a state has one way on to the next state, not two")


@points(0)
def guess_paths(work, rng):
    """should be the number of paths from B to the sum of three losses"""
    predict(work, 6, because={EXPONENTIAL: 7, ONE_EACH: 3, ONE_STATE: 1, EVERY_PAIR: 9})


time_guess = Exercise(
    "time_guess", "Paths through time", (guess_paths,), (
        "How many paths lead from B to l_1? It sits in r1 only.",
        "l_3 is reached from r1, r2 and r3: one path from each. Add up for l_1, l_2 and l_3."),
    (ONE_EACH, EXPONENTIAL, ONE_STATE, EVERY_PAIR),
    after="1 + 2 + 3. For T steps there are T (T + 1)/2 paths; one sweep adds them all up in T steps.")

# --- 2: the unrolled program ----------------------------------------------------------------------------------------

ALWAYS_TIED = Mistake("one weight for all steps", "untied, each step has a copy of its own, with its number: A1, A2, …")
NEVER_TIED = Mistake("copies although tied", "tied, one A and one B serve every step")
OWN_STATE = Mistake("each step from h0", "step t takes the state of the step before it: h1 goes into h2")


def _inputs(T, tied):
    return {"h0", *(f"x{t}" for t in range(1, T + 1)), *(["A", "B"] if tied else [f"{name}{t}" for name in "AB"
                                                                                  for t in range(1, T + 1)])}


def _states(T, values, tied, carry=True):
    hs = [values["h0"]]
    for t in range(1, T + 1):
        A, B = (values[name if tied else f"{name}{t}"] for name in "AB")
        hs.append(A * values[f"x{t}"] + B * hs[-1 if carry else 0])
    return hs[1:]


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
    expect(lambda: [ran[f"h{t}"] for t in range(1, T + 1)], (), _states(T, values, tied), witness="the recurrence",
           tried=f"h1 to h{T} of {tried} at random numbers", because={OWN_STATE: _states(T, values, tied, carry=False)})


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
    reward=_drawn, extra=True)
