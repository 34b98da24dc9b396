"""From a program to its graph."""
from __future__ import annotations

from functools import partial

from course.autodiff import BARBER_2, DRONEN, PINGALI, record
from course.checking import Exercise, Mistake, expect, has_form, show_call
from course.exercises.drawn import drawn_program, respelled, shuffled
from course.exercises.smaller import smaller_programs, smallest
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
NO_INPUTS = Mistake("inputs left out", "the inputs are nodes, too: values that come from outside")
OPERATION = Mistake("the operation taken for an argument", "a step is (name, operation, arguments...): the arguments "
                    "begin at its third place")
NUMBERS = Mistake("numbers taken for nodes", "a number cannot move: only a name makes a node or an edge")
KNOWN_EARLY = Mistake("a step known before its arguments", "a step has its value only when it is done: where its own "
                      "name is among its arguments, that name is not known yet")

SQUARE = [("v1", "mul", "x", "x")]
WITH_NUMBERS = [("a", "mul", 2.0, "x"), ("y", "add", "a", 1)]
ONLY_NUMBERS = [("a", "mul", 2.0, 3), ("y", "sin", "a")]
SOURCES = ((DRONEN, ["x1", "x2"]), (BARBER_2, ["x1", "x2"]), (PINGALI, ["W0", "W1", "W2", "P", "Q"]))
DEAD_FIRST = [("a", "sin", "x"), ("y", "cos", "x")]
DEAD_CHAIN = [("a", "mul", "x", "x"), ("b", "sin", "a"), ("c", "exp", "b"), ("y", "add", "a", "x")]
BOTH = [("a", "sin", "x"), ("y", "add", "x", "k")]
UNDEFINED = [("a", "mul", "x", "k"), ("b", "sin", "c"), ("c", "add", "a", "k"), ("y", "add", "c", "y")]
OPERATIONS = ("add", "mul", "sub", "sin", "tanh")


def _graph_of(program, inputs):
    """An independent construction: all pairs of an argument and its step."""
    edges = [(arg, name) for name, _, *args in program for arg in args if isinstance(arg, str)]
    return {"nodes": [*inputs, *(name for name, *_ in program)], "edges": edges}


def _merged(program, inputs):
    graph = _graph_of(program, inputs)
    return graph | {"edges": list(dict.fromkeys(graph["edges"]))}


def _backwards(program, inputs):
    graph = _graph_of(program, inputs)
    return graph | {"edges": [(target, source) for source, target in graph["edges"]]}


def _only_steps(program, inputs):
    return _graph_of(program, inputs) | {"nodes": [name for name, *_ in program]}


def _of_operations(program, inputs):
    named = [(arg, name) for name, *parts in program for arg in parts if isinstance(arg, str)]
    return _graph_of(program, inputs) | {"edges": named}


GRAPH_MISTAKES = {ONE_EDGE: _merged, EDGE_BACKWARDS: _backwards, NO_INPUTS: _only_steps, OPERATION: _of_operations}


def _has_numbers(graph):
    """Whether an answer has a node, or the end of an edge, that is a number."""
    formed = has_form(graph, {"nodes": [...], "edges": [(..., ...)]})
    return formed and any(has_form(end, 0.0) for ends in (graph["nodes"], *graph["edges"]) for end in ends)


def _expect_graph(work, case):
    program, inputs = case
    got, want = work(*case), _graph_of(program, inputs)
    expect(lambda *case: got, case, want, tried=show_call(work.name, case), witness="read from the program",
           because={NUMBERS: got} if _has_numbers(got) else GRAPH_MISTAKES)


def _both(rng, program, inputs):
    """The program as it is printed, and under other names."""
    other, new = respelled(program, inputs, rng)
    return (program, inputs), (other, [new[name] for name in inputs])


def used_twice(work, rng):
    """should give x·x two edges from x"""
    for case in _both(rng, SQUARE, ["x"]):
        _expect_graph(work, case)


def with_numbers(work, rng):
    """should make no node and no edge of a number"""
    for case in (*_both(rng, WITH_NUMBERS, ["x"]), *_both(rng, ONLY_NUMBERS, ["x"])):
        _expect_graph(work, case)


def any_program(work, rng):
    """should build the graph of any program"""
    for case in (case for program, inputs in SOURCES for case in _both(rng, program, inputs)):
        _expect_graph(work, case)
    for steps in (3, 5, 8):
        program, values = drawn_program(rng, OPERATIONS, steps)
        smallest(partial(_expect_graph, work), (program, [*values, "unused"]), _shorter)


def _shorter(case):
    program, inputs = case
    return ((less, inputs) for less, _ in smaller_programs(program, dict.fromkeys(inputs, 1.5)))


build_graph = Exercise(
    "build_graph", "From a program to its graph", (used_twice, with_numbers, any_program), (
        "Go through the steps once. The nodes are the inputs and, in turn, the name of each step.",
        "Each string among the arguments gives one edge, from that name to the step."),
    (*GRAPH_MISTAKES, NUMBERS),
    after="The graph keeps who uses whom and forgets by which operation: once the weights are there, a sweep needs no "
          "more. The order of the steps is already a topological order.",
    reward=lambda work: draw(record(DRONEN, x1=2.0, x2=5.0), caption="The first program of this unit as a graph."))


def _faults_of(program, inputs, early=False):
    """Names without a value so far, by reading; dead steps, by asking which names the last step needs."""
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
    return [name for name, *_ in program if name not in needed], undefined


def _used(program, inputs):
    return {arg for _, _, *args in program for arg in args} | {program[-1][0]}


FAULT_MISTAKES = {
    DEAD_NEAR: lambda p, inputs: ([s[0] for s in p if s[0] not in _used(p, inputs)], _faults_of(p, inputs)[1]),
    DEAD_INPUT: lambda p, inputs: ([name for name in inputs if name not in _used(p, inputs)] + _faults_of(p, inputs)[0],
                                   _faults_of(p, inputs)[1]),
    INPUT_UNDEFINED: lambda p, inputs: (_faults_of(p, inputs)[0], [*inputs, *_faults_of(p, inputs)[1]]),
    KNOWN_EARLY: partial(_faults_of, early=True)}


def _expect_faults(work, case):
    expect(work, case, _faults_of(*case), witness="read from the program", because=FAULT_MISTAKES)


def _smaller(case):
    """Without one step, whatever becomes of its name, or without an input."""
    program, inputs = case
    for i in range(len(program)):
        if len(program) > 1:
            yield program[:i] + program[i + 1:], inputs
    for name in inputs:
        yield program, [other for other in inputs if other != name]


def undefined_names(work, rng):
    """should report every name that has no value yet, once, in the order of first use"""
    for case in (*_both(rng, UNDEFINED, ["x"]), *_both(rng, [("y", "add", "u", "w")], ["x"])):
        _expect_faults(work, case)


def dead_steps(work, rng):
    """should report every step that cannot reach the last one, and no input"""
    for program in (BOTH, DEAD_FIRST, DEAD_CHAIN, ONLY_NUMBERS):
        for case in _both(rng, program, ["x"]):
            _expect_faults(work, case)
    for case in _both(rng, SQUARE, ["x", "y"]):
        _expect_faults(work, case)


def any_faults(work, rng):
    """should find both in any program"""
    for steps in (3, 5, 8):
        program, values = drawn_program(rng, OPERATIONS, steps)
        spoiled = shuffled(rng, program)          # dead steps, names without a value
        smallest(partial(_expect_faults, work), (spoiled, [*values, "unused"]), _smaller)


find_faults = Exercise(
    "find_faults", "Dead steps and names without a value", (undefined_names, dead_steps, any_faults), (
        "Go through the steps once. Keep the names that have a value so far; they start as the inputs.",
        "For the dead steps go backward: what does the last step need, and what do those need?"),
    tuple(FAULT_MISTAKES), extra=True,
    after="Compilers do both. Going backward from what is wanted, they call it dead code elimination.")
