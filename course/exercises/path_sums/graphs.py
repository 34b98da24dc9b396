"""From a program to its graph."""
from __future__ import annotations

from functools import partial

from course.autodiff import BARBER_2, DRONEN, PINGALI, record
from course.checking import Exercise, Mistake, expect
from course.exercises.drawn import drawn_program, respelled, shuffled
from course.exercises.smaller import smallest
from course.pictures import draw

ONE_EDGE = Mistake("parallel edges merged", "a value that is used twice moves the result twice: each use is an edge "
                   "of its own, also when both uses are in one step")
DEAD_INPUT = Mistake("unused inputs called dead", "only steps can be dead: an input that nothing uses is no step")
DEAD_NEAR = Mistake("only the unused are dead", "a step can be used and still be dead: when all that uses it is dead "
                    "too")
INPUT_UNDEFINED = Mistake("inputs called undefined", "an input has its value from outside: it is defined before the "
                          "first step")
EDGE_BACKWARDS = Mistake("edges point backward", "an edge points the way the value travels: from the argument to the "
                         "step that uses it")
KNOWN_EARLY = Mistake("a step known before its arguments", "a step has its value only when it is done: where its own "
                      "name is among its arguments, that name is not known yet")

SQUARE = [("v1", "mul", "x", "x")]
WITH_NUMBERS = [("a", "mul", 2.0, "x"), ("y", "add", "a", 1)]
ONLY_NUMBERS = [("a", "mul", 2.0, 3), ("y", "sin", "a")]
DEAD_FIRST = [("a", "sin", "x"), ("y", "cos", "x")]
DEAD_CHAIN = [("a", "mul", "x", "x"), ("b", "sin", "a"), ("c", "exp", "b"), ("y", "add", "a", "x")]
UNDEFINED = [("a", "mul", "x", "k"), ("b", "sin", "c"), ("c", "add", "a", "k"), ("y", "add", "c", "y")]
OPERATIONS = ("add", "mul", "sub", "sin", "tanh")


def _graph_of(program, inputs, early=False):
    """An independent construction: edges by reading, dead steps by asking which names the last step needs."""
    known, edges, undefined = list(inputs), [], []
    for name, _, *args in program:
        known += [name] * early
        named = [arg for arg in args if isinstance(arg, str)]
        undefined += [arg for arg in dict.fromkeys(named) if arg not in known and arg not in undefined]
        edges += [(arg, name) for arg in named if arg in known]
        known += [name] * (not early)
    needed = {program[-1][0]}
    for start, end in reversed(edges):
        needed |= {start} if end in needed else set()
    dead = [name for name, *_ in program if name not in needed]
    return {"nodes": known, "edges": edges, "dead": dead, "undefined": undefined}


def _merged(program, inputs):
    graph = _graph_of(program, inputs)
    return graph | {"edges": list(dict.fromkeys(graph["edges"]))}


def _near(program, inputs):
    graph = _graph_of(program, inputs)
    used = {source for source, _ in graph["edges"]} | {program[-1][0]}
    return graph | {"dead": [name for name, *_ in program if name not in used]}


def _inputs_undefined(program, inputs):
    graph = _graph_of(program, inputs)
    return graph | {"undefined": [*inputs, *graph["undefined"]]}


def _dead_inputs(program, inputs):
    graph = _graph_of(program, inputs)
    unused = [name for name in inputs if name not in {source for source, _ in graph["edges"]}]
    return graph | {"dead": [*unused, *graph["dead"]]}


def _backwards(program, inputs):
    graph = _graph_of(program, inputs)
    return graph | {"edges": [(target, source) for source, target in graph["edges"]]}


GRAPH_MISTAKES = {ONE_EDGE: _merged, DEAD_NEAR: _near, INPUT_UNDEFINED: _inputs_undefined, EDGE_BACKWARDS: _backwards,
                  DEAD_INPUT: _dead_inputs, KNOWN_EARLY: partial(_graph_of, early=True)}


def _expect_graph(work, case):
    program, inputs = case
    expect(work, (program, inputs), _graph_of(program, inputs), witness="read from the program", because=GRAPH_MISTAKES)


def _smaller(case):
    """Without one step, whatever becomes of its name, or without an input."""
    program, inputs = case
    for i in range(len(program)):
        if len(program) > 1:
            yield program[:i] + program[i + 1:], inputs
    for name in inputs:
        yield program, [other for other in inputs if other != name]


def _expect_both(work, rng, program, inputs):
    """The program as it is printed, and under other names."""
    _expect_graph(work, (program, inputs))
    other, new = respelled(program, inputs, rng)
    _expect_graph(work, (other, [new[name] for name in inputs]))


def used_twice(work, rng):
    """should give x·x two edges from x"""
    _expect_both(work, rng, SQUARE, ["x"])


def with_numbers(work, rng):
    """should make no node of a number"""
    _expect_both(work, rng, WITH_NUMBERS, ["x"])
    _expect_both(work, rng, ONLY_NUMBERS, ["x"])


def dead_steps(work, rng):
    """should report every step that cannot reach the last one, and no input"""
    _expect_both(work, rng, DEAD_CHAIN, ["x"])
    _expect_both(work, rng, DEAD_FIRST, ["x"])
    _expect_both(work, rng, SQUARE, ["x", "y"])


def undefined_names(work, rng):
    """should report every name that has no value yet, once, in the order of first use"""
    _expect_both(work, rng, UNDEFINED, ["x"])


def any_program(work, rng):
    """should build the graph of any program, the sources' examples among them"""
    for program, inputs in ((DRONEN, ["x1", "x2"]), (BARBER_2, ["x1", "x2"]), (PINGALI, ["W0", "W1", "W2", "P", "Q"])):
        _expect_both(work, rng, program, inputs)
    for steps in (3, 5, 8):
        program, values = drawn_program(rng, OPERATIONS, steps)
        spoiled = [*program[:-2], *shuffled(rng, program[-2:])]            # perhaps used before it has a value, or dead
        smallest(partial(_expect_graph, work), (spoiled, [*values, "unused"]), _smaller)


build_graph = Exercise(
    "build_graph", "From a program to its graph",
    (used_twice, with_numbers, undefined_names, dead_steps, any_program), (
        "Go through the steps once. Keep the names that have a value so far; they start as the inputs.",
        "Each string among the arguments gives one edge, if the name has a value, and is undefined otherwise.",
        "For the dead steps go through the edges backward: what does the last step need, and what do those need?"),
    tuple(GRAPH_MISTAKES),
    after="A list of steps and a graph say the same. The order of the list is already a topological order.",
    reward=lambda work: draw(record(DRONEN, x1=2.0, x2=5.0), caption="Dronen's program as a graph."))
