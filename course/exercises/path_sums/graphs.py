"""From a program to its graph."""
from __future__ import annotations

from course.autodiff import (
    BARBER_2,
    DRONEN,
    OPERATIONS,
    PINGALI,
    record,
    run,
)
from course.checking import Exercise, Mistake, expect, shaped
from course.exercises.material import (
    random_program,
    require,
)
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

DEAD_CHAIN = [("a", "mul", "x", "x"), ("b", "sin", "a"), ("c", "exp", "b"), ("y", "add", "a", "x")]
UNDEFINED = [("a", "mul", "x", "k"), ("b", "sin", "c"), ("c", "add", "a", "k")]


def _graph_of(program, inputs):
    """An independent construction: edges by reading, dead steps by asking which names the last step needs."""
    known, edges, undefined = list(inputs), [], []
    for name, _, *args in program:
        names = [arg for arg in args if isinstance(arg, str)]
        undefined += [arg for arg in names if arg not in known and arg not in undefined]
        edges += [(arg, name) for arg in names if arg in known]
        known.append(name)
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
                  DEAD_INPUT: _dead_inputs}


def _expect_graph(work, program, inputs):
    expect(work, (program, inputs), _graph_of(program, inputs), witness="read from the program", because=GRAPH_MISTAKES)


def used_twice(work, rng):
    """should give x·x two edges from x"""
    _expect_graph(work, [("v1", "mul", "x", "x")], ["x"])


def from_the_sources(work, rng):
    """should build the graphs of the sources' examples"""
    _expect_graph(work, DRONEN, ["x1", "x2"])
    _expect_graph(work, BARBER_2, ["x1", "x2"])
    _expect_graph(work, PINGALI, ["W0", "W1", "W2", "P", "Q"])


def with_numbers(work, rng):
    """should make no node of a number"""
    _expect_graph(work, [("a", "mul", 2.0, "x"), ("y", "add", "a", 1.0)], ["x"])


def dead_and_undefined(work, rng):
    """should report every step that cannot reach the last one, and every name that has no value yet"""
    _expect_graph(work, DEAD_CHAIN, ["x"])
    _expect_graph(work, UNDEFINED, ["x"])
    _expect_graph(work, [("v1", "mul", "x", "x")], ["x", "y"])


def evaluates(work, rng):
    """should keep all that is needed: the graph, evaluated, gives what the program gives"""
    program, inputs = random_program(rng)
    tried = f"the graph of {program}, evaluated node by node"
    graph = shaped(work, (program, list(inputs)), {"nodes": [""], "edges": [("", "")]},
    "a dict with the list of \"nodes\" "
                   "and the list of \"edges\", which are pairs of names")
    values, operation = dict(inputs), {name: OPERATIONS[op] for name, op, *_ in program}
    for node in graph["nodes"][len(inputs):]:
        sources = [source for source, target in graph["edges"] if target == node]
        require(node in operation and values.keys() >= set(sources) and len(sources) == len(operation[node].jvps),
                ("tried", tried), ("yours", f"{node}, with edges from {', '.join(sources) or 'nowhere'}"),
                ("should be", "a step, with an edge from each of its arguments, which have their values by then"))
        values[node] = operation[node](*[values[source] for source in sources])
    expect(lambda: values, (), run(program, inputs), tried=tried, witness="the program, run")


build_graph = Exercise(
    "build_graph", "From a program to its graph",
    (used_twice, from_the_sources, with_numbers, dead_and_undefined, evaluates), (
        "Go through the steps once. Keep the names that have a value so far; they start as the inputs.",
        "Each string among the arguments gives one edge, if the name has a value, and is undefined otherwise.",
        "For the dead steps go through the edges backward: what does the last step need, and what do those need?"),
    (ONE_EDGE, DEAD_INPUT, DEAD_NEAR, INPUT_UNDEFINED, EDGE_BACKWARDS),
    after="A list of steps and a graph say the same. The order of the list is already a topological order.",
    reward=lambda work: draw(record(DRONEN, x1=2.0, x2=5.0), caption="Dronen's program as a graph."))
