"""Which names a piece of code gives a value, and which it uses: by them one cell depends on another.

Not by the module symtable: since Python 3.12 it takes the names inside a comprehension for names of the notebook.
"""

import ast
from typing import NamedTuple

ANY = "*"       # given by what is not Python: who knows what it does


class Names(NamedTuple):
    """What a piece of code has to do with the names of its notebook."""

    gives: frozenset[str]       # assigned, defined or imported
    takes: frozenset[str]       # used, also inside a function
    uses: frozenset[str]        # used when the code itself runs: what these names hold, it may change
    data: frozenset[str]        # assigned: neither a module nor a function nor a class


def names(code: str) -> Names:
    """The names in a piece of code. Raises SyntaxError."""
    scope = _Scope()
    scope.visit(ast.parse(code))
    return Names(*map(frozenset, (scope.assigned | scope.defined, scope.uses | scope.inside, scope.uses,
                                  scope.assigned)))


def behind(sources: list[str]) -> list[str]:
    """Of these cells those that the last one depends on, itself included; each may change the data that it uses."""
    *earlier, last = [(source, _names(source)) for source in sources]
    data = frozenset().union(*(found.data for _, found in earlier))
    chain, wanted = [last[0]], set(last[1].takes) | {ANY}
    for source, found in reversed(earlier):
        if wanted & (found.gives | found.uses & data):
            chain.append(source)
            wanted |= found.takes
    return chain[::-1]


def _names(source):
    try:
        return names(source)
    except SyntaxError:             # a magic
        return Names(frozenset({ANY}), frozenset(), frozenset(), frozenset())


class _Scope(ast.NodeVisitor):
    """The names of a module, a function, a class or a comprehension."""

    def __init__(self, outward=()):
        self.assigned, self.defined, self.uses, self.inside = set(), set(), set(), set()
        self.outward = set(outward)             # assigned here, but outside

    def visit_Name(self, node):
        (self.uses if isinstance(node.ctx, ast.Load) else self.assigned).add(node.id)

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if isinstance(node.target, ast.Name):
            self.uses.add(node.target.id)

    def visit_alias(self, node):
        self.defined.add((node.asname or node.name).partition(".")[0])

    def visit_arg(self, node):
        self.assigned.add(node.arg)

    def visit_Global(self, node):
        self.outward.update(node.names)

    def visit_FunctionDef(self, node):
        self.defined.add(node.name)
        self._visit_all(node.decorator_list)
        self.visit_Lambda(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        given = node.args
        self._visit_all([*given.defaults, *filter(None, given.kw_defaults)])
        body = node.body if isinstance(node.body, list) else [node.body]
        inner = self._enter([*given.posonlyargs, *given.args, *given.kwonlyargs,
                             *filter(None, [given.vararg, given.kwarg]), *body])
        self.inside |= inner.uses | inner.inside

    def visit_ClassDef(self, node):
        self.defined.add(node.name)
        self._visit_all([*node.decorator_list, *node.bases, *node.keywords])
        self._at_once(self._enter(node.body))

    def visit_ListComp(self, node):
        walruses = {each.target.id for each in ast.walk(node) if isinstance(each, ast.NamedExpr)}
        self._at_once(self._enter(ast.iter_child_nodes(node), walruses))

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def _visit_all(self, nodes):
        for node in nodes:
            self.visit(node)

    def _at_once(self, inner):
        self.uses |= inner.uses
        self.inside |= inner.inside

    def _enter(self, nodes, outward=()):
        inner = _Scope(outward)
        inner._visit_all(nodes)
        own = (inner.assigned | inner.defined) - inner.outward
        self.assigned |= inner.assigned & inner.outward
        inner.uses -= own
        inner.inside -= own
        return inner
