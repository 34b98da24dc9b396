"""Solutions with one slip each: what a check should reject.

Libraries do this for a package and its test suite: mutmut and cosmic-ray write changed files and start the tests anew
for each, and bring twenty and thirty packages. Here a mutant is a function in this process, judged in milliseconds, and
only what stands between the solution marks is changed.
"""
from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import chain
from typing import NamedTuple

import notebook_cells as books

OTHERS = {  # what may stand in place of an operation, a comparison or the name of a function
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Add, ast.Div), ast.Div: (ast.Mult,), ast.Pow: (ast.Mult,),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.And: (ast.Or,), ast.Or: (ast.And,), "sin": ("cos",), "cos": ("sin",), "exp": ("log",), "tanh": ("sin",),
    "sum": ("max",), "max": ("min", "sum"), "min": ("max",), "all": ("any",), "any": ("all",), "append": ("remove",)}
SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return, ast.Delete)
STATEMENTS = (*SIMPLE, ast.For, ast.While, ast.If, ast.Continue, ast.Break)
STEPS = "_another_step"


class Mutant(NamedTuple):
    """What was changed, "sums[out] = 1.0 → sums[out] = 2.0", in which line of the cell, and the cell that has it.

    In a class, the name of the method comes first.
    """

    said: str
    line: int
    tree: ast.Module


class Endless(Exception):
    """A mutant has taken more steps than it may."""


def mutants(source: str, every: int = 1) -> Iterator[Mutant]:
    """The mutants of an answer cell that differ from it and from one another; of so many changes one is made."""
    tree, written = ast.parse(source), _written(source)
    nodes = [(node, statement) for statement in _statements(tree) for node in _own(statement)
             if getattr(node, "lineno", statement.lineno) in written and not _is_docstring(statement)]
    seen, given, owners, number = {ast.dump(tree)}, _variables(tree), _owners(tree), 0
    slices = [node.slice for node, _ in nodes if isinstance(node, ast.Subscript)]
    places = {index.id for index in slices if isinstance(index, ast.Name)}
    for node, statement in nodes:
        beside = {other.id for other in _own(statement) if isinstance(other, ast.Name)} & given
        for new in chain(changes(node), _other_names(node, beside, places)):
            number += 1
            if number % every:
                continue
            memo = {id(node): deepcopy(new)}                # so the copy has the new node in place of the old one
            changed = ast.fix_missing_locations(deepcopy(tree, memo))
            if (dump := ast.dump(changed)) not in seen:
                seen.add(dump)
                said = f"{owners.get(id(statement), '')}{_shown(statement)} → {_shown(memo[id(statement)])}"
                yield Mutant(said, statement.lineno, changed)


def answer(tree: ast.Module, names: dict, name: str, most: int) -> tuple[Callable, Callable[[], int]]:
    """What a cell calls `name`, run beside these names, and how many steps it has taken: more than `most`, it raises.

    A step is the start of a function, or another round of a loop or a comprehension, told by a call that is put there.
    """
    taken = 0

    def step():
        nonlocal taken
        taken += 1
        if taken > most:
            raise Endless(f"more than {most} steps")
        return True

    tree, call = deepcopy(tree), ast.parse(f"{STEPS}()", mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.While | ast.FunctionDef):
            node.body.insert(0, ast.Expr(call))
        elif isinstance(node, ast.comprehension):
            node.ifs.insert(0, call)
    names = {**names, STEPS: step}
    exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec"), names)
    return names[name], lambda: taken


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in place of a node."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        yield from (_with(node, op=other()) for other in OTHERS.get(type(node.op), ()))
    match node:
        case ast.BinOp(left=left, right=right):
            yield from (left, right)
        case ast.AugAssign(target=target, value=value):
            yield ast.Assign([target], value, lineno=node.lineno)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Compare(ops=[op], comparators=[_]):
            yield from (_with(node, ops=[other()]) for other in OTHERS.get(type(op), ()))
        case ast.BoolOp(op=op, values=values):
            yield from (_with(node, op=other()) for other in OTHERS[type(op)])
            yield from values
        case ast.Constant(value=value):
            yield from map(ast.Constant, _other_values(value))
        case ast.Call(func=func, args=args):
            yield from _other_calls(node, func, args)
        case ast.Subscript(value=value, slice=ast.Slice()):
            yield value
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            yield from _other_parts(node, parts)
        case ast.Dict(keys=keys, values=values):
            yield from (_with(node, keys=_without(keys, i), values=_without(values, i)) for i in range(len(keys)))
        case ast.comprehension(ifs=tests):
            yield from _other_rounds(node)
            yield from (_with(node, ifs=ifs) for test in tests[:1] for ifs in (tests[1:], [_negated(test), *tests[1:]]))
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield _with(node, test=_negated(test))
        case ast.For():
            yield from _other_rounds(node)
            yield from _other_nesting(node)
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()
    if isinstance(node, STATEMENTS):
        yield ast.Pass()


def _other_values(value):
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int | float):
        return tuple(dict.fromkeys((value + 1, value - 1)))
    return (value + "x",) if isinstance(value, str) else ()


def _other_calls(node, func, args):
    name = getattr(func, "id", getattr(func, "attr", ""))
    field = "id" if isinstance(func, ast.Name) else "attr"
    yield from (_with(node, func=_with(func, **{field: other})) for other in OTHERS.get(name, ()))
    yield from (_with(node, args=swapped) for swapped in _swaps(args))
    if len(args) == 1 and not node.keywords:
        yield args[0]


def _other_parts(node, parts):
    yield from (_with(node, elts=swapped) for swapped in _swaps(parts))
    if isinstance(getattr(node, "ctx", None), ast.Load):
        yield from (_with(node, elts=_without(parts, i)) for i in range(len(parts)))


def _other_rounds(loop):
    """The same loop backward, without its first round, and without its last."""
    for part in ("[::-1]", "[1:]", "[:-1]"):
        yield _with(loop, iter=ast.parse(f"list({ast.unparse(loop.iter)}){part}", mode="eval").body)


def _other_names(node, beside, places):
    """Another variable of the same statement; in brackets, another one that stands in brackets somewhere."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in beside:
        yield from (ast.Name(other, ast.Load()) for other in sorted(beside - {node.id}))
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
        yield from (_with(node, slice=ast.Name(other, ast.Load())) for other in sorted(places - {node.slice.id}))


def _other_nesting(outer):
    """Two loops, one directly in the other, exchanged."""
    if len(outer.body) == 1 and isinstance(inner := outer.body[0], ast.For):
        inside = _with(inner, target=outer.target, iter=outer.iter)
        yield _with(outer, target=inner.target, iter=inner.iter, body=[inside])


def _swaps(parts):
    return [[*parts[:i], parts[i + 1], parts[i], *parts[i + 2:]] for i in range(len(parts) - 1)]


def _without(parts, place):
    return [*parts[:place], *parts[place + 1:]]


def _negated(test):
    return ast.UnaryOp(ast.Not(), test)


def _with(node, **fields):
    return type(node)(**{**dict(ast.iter_fields(node)), **fields})


def _written(source):
    """The numbers of the lines between the solution marks: what is given is not changed."""
    lines = [line.strip() for line in source.splitlines()]
    marks = [i for i, line in enumerate(lines, 1) if line in (books.BEGIN, books.END)]
    return {line for begin, end in zip(marks[::2], marks[1::2], strict=True) for line in range(begin + 1, end)}


def _variables(tree):
    """What is given a value somewhere: a parameter, or the target of an assignment or of a loop."""
    return {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} | {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _owners(tree):
    """For statements in a method its name: methods often begin alike."""
    methods = [method for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for method in node.body]
    named = [method for method in methods if isinstance(method, ast.FunctionDef)]
    return {id(statement): f"{method.name}: " for method in named for statement in _statements(method)}


def _statements(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def _is_docstring(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _own(statement):
    """The statement and the parts of it that are of no statement inside."""
    yield statement
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt):
            yield from _own(child)


def _shown(statement):
    return ast.unparse(statement).splitlines()[0]
