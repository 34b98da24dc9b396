"""Right answers to systems in other styles: (exercise, style, answer). This text is also a cell of a submission."""
import ast
import math
import re
from collections import OrderedDict, defaultdict, deque, namedtuple
from fractions import Fraction
from functools import cache, reduce
from itertools import accumulate, count

import numpy as np

Result = namedtuple("Result", "value slope")

# --- reverse_source ------------------------------------------------------------------------------------------------

SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def lines_of(source):
    """Name, inputs, lines as (target, operation, arguments as text), and the result."""
    function = ast.parse(source).body[0]
    steps = []
    for step in function.body[:-1]:
        tree = step.value
        if isinstance(tree, ast.BinOp):
            steps.append((step.targets[0].id, SIGNS[type(tree.op)], [ast.unparse(tree.left), ast.unparse(tree.right)]))
        else:
            steps.append((step.targets[0].id, tree.func.id, [ast.unparse(tree.args[0])]))
    return [each.arg for each in function.args.args], steps, function.body[-1].value.id


def message(operation, args, bar):
    """What is sent to each argument, as text."""
    a, b = args[0], args[-1]
    return {"+": [bar, bar], "-": [bar, f"-{bar}"], "*": [f"{bar} * {b}", f"{bar} * {a}"],
            "/": [f"{bar} / {b}", f"-{bar} * {a} / ({b} * {b})"], "sin": [f"{bar} * cos({a})"],
            "cos": [f"-{bar} * sin({a})"], "exp": [f"{bar} * exp({a})"], "log": [f"{bar} / {a}"]}[operation]


def spelled(target, operation, args):
    right = f"{args[0]} {operation} {args[1]}" if operation in "+-*/" else f"{operation}({args[0]})"
    return f"{target} = {right}"


def source_by_text(source):
    """Named bars, every message assigned to a sum."""
    inputs, steps, result = lines_of(source)
    text = [f"def gradient({', '.join(inputs)}):", *(f"    {spelled(*step)}" for step in steps)]
    text += [f"    {name}_bar = {1 if name == result else 0}" for name in [*inputs, *(step[0] for step in steps)]]
    for target, operation, args in steps[::-1]:
        for arg, share in zip(args, message(operation, args, f"{target}_bar"), strict=True):
            if not re.match(r"[\d.]", arg):
                text.append(f"    {arg}_bar = {arg}_bar + ({share})")
    text.append(f"    return [{', '.join(name + '_bar' for name in inputs)}]")
    return "\n".join(text)


def source_by_sums(source):
    """Each adjoint in one line, when all its messages are known; nothing is added to."""
    inputs, steps, result = lines_of(source)
    sent, back = defaultdict(list, {result: ["1.0"]}), []
    for target, operation, args in [*steps[::-1], *((name, "", []) for name in inputs)]:
        back.append(f"d_{target} = {' + '.join(sent[target]) or '0'}")
        for arg, share in zip(args, message(operation, args, f"d_{target}") if args else [], strict=True):
            if arg.isidentifier():
                sent[arg].append(f"m_{len(back)}")
                back.append(f"m_{len(back)} = {share}")
    body = [*(spelled(*step) for step in steps), *back, "return " + ", ".join(f"d_{name}" for name in inputs)]
    return f"def df({', '.join(inputs)}):\n\t" + "\n\t".join(body) + "\n"


def source_by_split(source):
    """Without a tree: the lines are split at blanks and brackets."""
    head, *lines = [line.strip() for line in source.strip().split("\n")]
    inputs = head[head.index("(") + 1:head.index(")")].split(", ")
    result, text, back = lines.pop().split()[1], [], []
    names = inputs + [line.split(" = ")[0] for line in lines]
    for line in lines:
        target, right = line.split(" = ")
        parts = right.split()
        operation, args = (parts[1], [parts[0], parts[2]]) if len(parts) == 3 else (
            right[:right.index("(")], [right[right.index("(") + 1:-1]])
        text.append(line)
        for arg, share in zip(args, message(operation, args, f"g{target}"), strict=True):
            if arg in names:
                back.insert(0, f"g{arg} += {share}")
    text += [f"g{name} = 0" for name in names] + [f"g{result} = 1"] + back
    return "\n    ".join([head, *text, "return " + ", ".join("g" + name for name in inputs)])


class Transformer(ast.NodeVisitor):
    """A method for every kind of piece of the tree."""

    def __call__(self, source):
        self.head, self.body, self.back, self.names = "", [], [], []
        self.visit(ast.parse(source))
        zeros = [f"bar_{name} = 0.0" for name in self.names]
        tail = [f"return {', '.join('bar_' + name for name in self.inputs)}"]
        return "\n  ".join([self.head, *self.body, *zeros, self.seed, *self.back[::-1], *tail])

    def visit_FunctionDef(self, node):
        self.inputs = [each.arg for each in node.args.args]
        self.names += self.inputs
        self.head = f"def d_{node.name}({', '.join(self.inputs)}):"
        self.generic_visit(node)

    def visit_Assign(self, node):
        target = node.targets[0].id
        self.names.append(target)
        self.body.append(ast.unparse(node))
        operation, trees = (SIGNS[type(node.value.op)], [node.value.left, node.value.right]) if isinstance(
            node.value, ast.BinOp) else (node.value.func.id, node.value.args)
        texts = list(map(ast.unparse, trees))
        for tree, share in zip(trees, message(operation, texts, f"bar_{target}"), strict=True):
            if not isinstance(tree, ast.Constant):
                self.back.append(f"bar_{tree.id} += {share}")

    def visit_Return(self, node):
        self.seed = f"bar_{node.value.id} = 1.0"


def source_with_weights_named(source):
    """The weight of each argument gets a name of its own, before the sweep."""
    inputs, steps, result = lines_of(source)
    text, back = [], []
    for target, operation, args in steps:
        text.append(spelled(target, operation, args))
        for place, (arg, weight) in enumerate(zip(args, message(operation, args, "1.0"), strict=True)):
            if arg.isidentifier():
                text.append(f"w_{target}_{place} = {weight}")
                back.insert(0, f"b_{arg} += w_{target}_{place} * b_{target}")
    text += [f"b_{name} = {float(name == result)}" for name in [*inputs, *(step[0] for step in steps)]]
    return f"def df({', '.join(inputs)}):\n    " + "\n    ".join(
        [*text, *back, "return " + ", ".join(f"b_{name}" for name in inputs)])


# --- reverse_loop --------------------------------------------------------------------------------------------------


def loop_by_list(step, dstep, f0, x, n):
    fs = [f0]
    for i in range(n):
        fs.append(step(fs[-1], x, i + 1))
    f_bar, x_bar = 1, 0
    for i in range(n, 0, -1):
        slopes = dstep(fs[i - 1], x, i)
        f_bar, x_bar = f_bar * slopes[0], x_bar + f_bar * slopes[1]
    return fs[-1], x_bar


def loop_recursive(step, dstep, f0, x, n):
    """The stack is Python's own."""
    def rest(f, i):
        if i > n:
            return f, 1.0, 0.0
        last, f_bar, x_bar = rest(step(f, x, i), i + 1)
        by_f, by_x = dstep(f, x, i)
        return last, f_bar * by_f, x_bar + f_bar * by_x
    last, _, x_bar = rest(f0, 1)
    return last, x_bar


def loop_in_arrays(step, dstep, f0, x, n):
    fs = list(accumulate(range(1, n + 1), lambda f, i: step(f, x, i), initial=f0))
    slopes = np.array([dstep(fs[i - 1], x, i) for i in range(n, 0, -1)]).reshape(n, 2)
    bars = np.concatenate([[1.0], np.cumprod(slopes[:, 0])])[:n]
    return np.array([fs[-1], bars @ slopes[:, 1]])


def loop_with_deque(step, dstep, f0, x, n):
    stack, f = deque(), f0
    for i in range(1, n + 1):
        stack.append((f, i))
        f = step(f, x, i)
    total, bar = 0.0, 1.0
    while stack:
        by_f, by_x = dstep(stack[-1][0], x, stack.pop()[1])
        total, bar = total + bar * by_x, bar * by_f
    return Result(f, total)


class Loop:
    """Each round gives a function that undoes it."""

    def __call__(self, step, dstep, f0, x, n):
        self.undo, f = [], f0
        for i in range(1, n + 1):
            self.undo.append(lambda bar, f=f, i=i: [bar * slope for slope in dstep(f, x, i)])
            f = step(f, x, i)
        bar, total = 1.0, 0.0
        for undo in reversed(self.undo):
            bar, share = undo(bar)
            total += share
        return [f, np.float64(total)]


# --- checkpointed_grad ---------------------------------------------------------------------------------------------


def segments_of_lists(step, vjp, drop, x0, T, k):
    held = {0: x0}
    state = x0
    for t in range(1, T):
        new = step(state)
        if (t - 1) % k:
            drop(state)
        state = new
        if t % k == 0:
            held[t] = state
    if (T - 1) % k:
        drop(state)
    bar = 1.0
    for start in sorted(held, reverse=True):
        states = [held[start]]
        for _ in range(start + 1, min(start + k, T)):
            states.append(step(states[-1]))
        for state in states[::-1]:
            bar = vjp(state, bar)
            drop(state)
    return bar


def segments_recursive(step, vjp, drop, x0, T, k):
    """What is behind the first segment comes first."""
    def swept(first, left):
        if left <= k:
            return within(first, left, 1.0)
        state = first
        for i in range(k):
            following = step(state)
            if i:
                drop(state)
            state = following
        return within(first, k, swept(state, left - k))

    def within(state, left, bar):
        following = step(state) if left > 1 else None
        inner = within(following, left - 1, bar) if left > 1 else bar
        result = vjp(state, inner)
        drop(state)
        return result
    return swept(x0, T)


def segments_kept_last(step, vjp, drop, x0, T, k):
    """The last segment is kept as it runs, and not run again."""
    starts = list(range(0, T, k))
    marks, state = [x0], x0
    for t in range(starts[-1]):
        new = step(state)
        if t % k:
            drop(state)
        state = new
        if (t + 1) % k == 0:
            marks.append(state)
    bar = 1.0
    for start, mark in list(zip(starts, marks, strict=True))[::-1]:
        chain = list(accumulate(range(min(k, T - start) - 1), lambda s, _: step(s), initial=mark))
        bar = reduce(lambda bar, s: vjp(s, bar), chain[::-1], bar)
        for s in chain:
            drop(s)
    return np.float64(bar)


class Segments:
    def __init__(self, seed=1):
        self.seed = seed

    def grad(self, step, vjp, drop, x0, T, k):
        """Checkpoints in a list of pairs; the end of the chain is reached as well."""
        held, state = [(0, x0)], x0
        for t in range(1, T + 1):
            new = step(state)
            if state != held[-1][1]:
                drop(state)
            state = new
            if not t % k and t < T:
                held.append((t, state))
        drop(state)
        bar, end = self.seed, T
        while held:
            start, state = held.pop()
            inside = [state]
            while start + len(inside) < end:
                inside.append(step(inside[-1]))
            while inside:
                bar = vjp(inside[-1], bar)
                drop(inside.pop())
            end = start
        return bar


def segments_of_fewest(step, vjp, drop, x0, T, k):
    """Few states and few steps: shorter segments toward the end, with as many states as are allowed."""
    room = k + -(-T // k) - 1

    @cache
    def cost(T, s):
        if T == 1 or s == 1:
            return (T * (T - 1) // 2, 1)
        return min((j + cost(T - j, s - 1)[0] + cost(j, s)[0], j) for j in range(1, T))

    def walk(state, steps):
        for i in range(steps):
            new = step(state)
            if i:
                drop(state)
            state = new
        return state

    def sweep(state, T, s, bar):
        if T == 1:
            return vjp(state, bar)
        j = cost(T, s)[1] if s > 1 else T - 1
        far = walk(state, j)
        bar = sweep(far, T - j, max(s - 1, 1), bar)
        drop(far)
        return sweep(state, j, s, bar)
    return sweep(x0, T, room, 1.0)


# --- fewest_steps --------------------------------------------------------------------------------------------------


@cache
def fewest_cached(T, s):
    if T == 1 or s == 1:
        return T * (T - 1) // 2
    return min(k + fewest_cached(T - k, s - 1) + fewest_cached(k, s) for k in range(1, T))


def fewest_closed(T, s):
    r = next(r for r in count() if math.comb(s + r, s) >= T)
    return r * T - math.comb(s + r, s + 1)


def fewest_in_arrays(T, s):
    F = np.zeros((T + 1, s + 1), dtype=int)
    F[:, 1] = np.arange(T + 1) * (np.arange(T + 1) - 1) // 2
    for held in range(2, s + 1):
        for t in range(2, T + 1):
            k = np.arange(1, t)
            F[t, held] = np.min(k + F[t - k, held - 1] + F[k, held])
    return F[T, s]


def fewest_by_rows(T, s):
    """A row for each number of states, made from the one before."""
    row = [t * (t - 1) / 2 for t in range(T + 1)]
    for _ in range(s - 1):
        new = [0.0, 0.0]
        for t in range(2, T + 1):
            new.append(min(k + row[t - k] + new[k] for k in range(1, t)))
        row = new
    return row[T]


class Fewest(dict):
    """Missing entries make themselves."""

    def __missing__(self, key):
        T, s = key
        self[key] = sum(range(T)) if s == 1 else 0 if T == 1 else min(
            self[T - k, s - 1] + self[k, s] + k for k in range(1, T))
        return self[key]

    def __call__(self, T, s):
        return Fraction(self[T, s])


def fewest_by_repetitions(T, s):
    """The runs of each state: as many as C(s + i - 1, i) states are run i times."""
    total, left, i = 0, T, 0
    while left > 0:
        number = min(left, math.comb(s + i - 1, i))
        total, left, i = total + i * number, left - number, i + 1
    return total


# --- run_nested ----------------------------------------------------------------------------------------------------


class Tagged:
    """In the given frame."""

    def __init__(self, primal, tangent, tag):
        self.primal, self.tangent, self.tag = primal, tangent, tag

    def part(self, other):
        tag = max(self.tag, getattr(other, "tag", 0))
        return tag, *self.of(self, tag), *self.of(other, tag)

    @staticmethod
    def of(x, tag):
        return (x.primal, x.tangent) if getattr(x, "tag", None) == tag else (x, 0)

    def __add__(self, other):
        tag, a, p, b, q = self.part(other)
        return type(self)(a + b, p + q, tag)

    def __mul__(self, other):
        tag, a, p, b, q = self.part(other)
        return type(self)(a * b, a * q + p * b, tag)

    __radd__, __rmul__ = __add__, __mul__


tags = count(1)


def d_tagged(f):
    def df(x):
        tag = next(tags)
        return Tagged.of(f(Tagged(x, 1, tag)), tag)[1]
    return df


def nested_tagged(text, x):
    return eval(text, {"D": d_tagged})(x)


class Poly:
    """A polynomial in many ε, each with square 0: a dictionary from sets of ε to coefficients."""

    def __init__(self, terms):
        self.terms = terms

    @staticmethod
    def lift(x):
        return x if isinstance(x, Poly) else Poly({frozenset(): x})

    def __add__(self, other):
        terms = defaultdict(float, self.terms)
        for key, value in Poly.lift(other).terms.items():
            terms[key] += value
        return Poly(terms)

    def __mul__(self, other):
        terms = defaultdict(float)
        for one, a in self.terms.items():
            for two, b in Poly.lift(other).terms.items():
                if not one & two:
                    terms[one | two] += a * b
        return Poly(terms)

    __radd__, __rmul__ = __add__, __mul__


def d_poly(f):
    def df(x):
        mark = object()
        result = Poly.lift(f(Poly.lift(x) + Poly({frozenset([mark]): 1.0})))
        return Poly({key - {mark}: value for key, value in result.terms.items() if mark in key})
    return df


def nested_poly(text, x):
    return eval(text, {"D": d_poly})(x).terms.get(frozenset(), 0.0)


class Taped:
    """Reverse mode: each derivative has a tape of its own."""

    def __init__(self, value, edges, tape):
        self.value, self.edges, self.tape = value, edges, tape
        tape.append(self)

    def level(self):
        return self.tape[0].number

    @staticmethod
    def both(a, b, f, weights):
        top = max((x for x in (a, b) if isinstance(x, Taped)), key=Taped.level).tape
        values = [x.value if isinstance(x, Taped) and x.tape is top else x for x in (a, b)]
        edges = [(x, w) for x, w in zip((a, b), weights(*values), strict=True)
                 if isinstance(x, Taped) and x.tape is top]
        return Taped(f(*values), edges, top)

    def __add__(self, other):
        return Taped.both(self, other, lambda a, b: a + b, lambda a, b: (1.0, 1.0))

    def __mul__(self, other):
        return Taped.both(self, other, lambda a, b: a * b, lambda a, b: (b, a))

    __radd__, __rmul__ = __add__, __mul__


class Start(Taped):
    def __init__(self, value, number):
        self.number = number
        super().__init__(value, [], [])


numbers = count(1)


def d_taped(f):
    def df(x):
        start = Start(x, next(numbers))
        result = f(start)
        if not isinstance(result, Taped) or result.tape is not start.tape:
            return 0.0
        bars = {id(result): 1.0}
        for node in reversed(start.tape):
            for source, weight in node.edges:
                bars[id(source)] = bars.get(id(source), 0.0) + bars.get(id(node), 0.0) * weight
        return bars.get(id(start), 0.0)
    return df


def nested_taped(text, x):
    return eval(text, {"D": d_taped})(float(x))


def nested_by_depth(text, x):
    """The tag is the depth of the derivatives that are open."""
    depth = [0]

    def d(f):
        def df(x):
            depth[0] += 1
            tag = depth[0]
            result = f(Tagged(x, 1.0, tag))
            depth[0] -= 1
            return Tagged.of(result, tag)[1]
        return df
    return np.float64(eval(text, {"D": d})(x))


class Nested(OrderedDict):
    """What has been read is kept, with an object for every derivative."""

    class Derivative:
        def __init__(self, f):
            self.f = f

        def __call__(self, x):
            tag = next(tags)
            result = self.f(Tagged(x, 1.0, tag))
            return result.tangent if getattr(result, "tag", 0) == tag else 0.0

    def __call__(self, text, x):
        if text not in self:
            self[text] = eval(text, {"D": Nested.Derivative})
        return self[text](x)


# --- probe ---------------------------------------------------------------------------------------------------------

DOUBLED = [("a0", "add", "x", "x"), *((f"a{i}", "mul", f"a{i - 1}", f"a{i - 1}") for i in range(1, 12))]


def chain(n, inputs):
    return [(f"s{i}", "add", f"s{i - 1}" if i > 1 else "x0", f"x{i % inputs}") for i in range(1, n)]


def probe_by_cost(impl):
    exact = impl([("y", "sin", "x")], {"x": 0.7})[0]["x"] == math.cos(0.7)
    if not exact:
        return "numeric"
    costs = [impl(DOUBLED[:n], {"x": 0.01})[1] for n in (3, 6, 12)]
    if costs[2] / costs[1] > 2 * costs[1] / costs[0]:
        return "symbolic"
    one, many = (impl(chain(30, n), {f"x{i}": 1.0 for i in range(n)})[1] for n in (1, 15))
    return ["reverse", "forward"][many > 3 * one]


def probe_unused(impl):
    """Inputs that nothing uses cost a pass all the same."""
    bars, one = impl([("y", "ln", "x")], {"x": 3.0})
    if abs(3 * bars["x"] - 1) > 1e-14:
        return "numeric"
    _, shared = impl(DOUBLED, {"x": 0.01})
    if shared > 60 * one:
        return "symbolic"
    _, many = impl([("y", "ln", "x")], {"x": 3.0} | {f"u{i}": 1.0 for i in range(9)})
    return "forward" if many > 5 * one else "reverse"


class Probe:
    def kind(self, impl):
        tests = {"numeric": self.rounded, "symbolic": self.swollen, "forward": self.dear}
        return next((name for name, test in tests.items() if test(impl)), "reverse")

    def rounded(self, impl):
        points = np.linspace(0.5, 1.5, 5)
        return max(abs(impl([("y", "exp", "x")], {"x": x})[0]["x"] - np.exp(x)) for x in points) > 1e-13

    def swollen(self, impl):
        return impl(DOUBLED, {"x": 0.01})[1] > 40 * impl(DOUBLED[:2], {"x": 0.01})[1]

    def dear(self, impl):
        costs = [impl(chain(25, n), dict.fromkeys((f"x{i}" for i in range(n)), 1.0))[1] for n in (1, 2)]
        return costs[1] > 1.5 * costs[0]


def probe_by_ladders(impl):
    """A ladder, written by hand."""
    def ladder(n):
        steps = []
        for i in range(1, n + 1):
            steps += [(f"u{i}", "sin", f"r{i - 1}"), (f"w{i}", "cos", f"r{i - 1}"), (f"r{i}", "add", f"u{i}", f"w{i}")]
        return steps
    growth = impl(ladder(8), {"r0": 1.0})[1] / impl(ladder(4), {"r0": 1.0})[1]
    slope = impl([("y", "mul", "x", "x"), ("z", "exp", "y")], {"x": 1.0})[0]["x"]
    wide = impl(ladder(1), {"r0": 1.0, **{f"o{i}": 2.0 for i in range(20)}})[1] / impl(ladder(1), {"r0": 1.0})[1]
    if abs(slope - 2 * math.e) > 1e-12:
        return np.str_("numeric")
    return "symbolic" if growth > 5 else "forward" if wide > 5 else "reverse"


def probe_by_table(impl):
    found = []
    found.append(abs(impl([("y", "cos", "x")], {"x": 1.0})[0]["x"] + math.sin(1.0)) < 1e-14)
    found.append(impl(DOUBLED, {"x": 0.01})[1] < 50 * impl(DOUBLED[:2], {"x": 0.01})[1])
    found.append(impl(chain(20, 10), {f"x{i}": 0.5 for i in range(10)})[1] < 4 * impl(chain(20, 1), {"x0": 0.5})[1])
    return {0: "numeric", 1: "symbolic", 2: "forward", 3: "reverse"}[[*found, False].index(False)]


RIGHT = [
    ("tangent_guess", "whole", 33), ("tangent_guess", "float", 33.0), ("tangent_guess", "NumPy's", np.float64(33)),
    ("tangent_guess", "formula", 2 * 3 + 3 * 3**2), ("tangent_guess", "fraction", Fraction(33)),
    ("reverse_source", "text", source_by_text),
    ("reverse_source", "sums", source_by_sums),
    ("reverse_source", "split", source_by_split),
    ("reverse_source", "visitor", Transformer()),
    ("reverse_source", "named weights", source_with_weights_named),
    ("stack_guess", "whole", 4), ("stack_guess", "float", 4.0), ("stack_guess", "NumPy's", np.int64(4)),
    ("stack_guess", "power", 2**2), ("stack_guess", "popped", [1, 2, 4].pop()),
    ("reverse_loop", "list", loop_by_list),
    ("reverse_loop", "recursion", loop_recursive),
    ("reverse_loop", "arrays", loop_in_arrays),
    ("reverse_loop", "deque", loop_with_deque),
    ("reverse_loop", "object", Loop()),
    ("spacing_guess", "whole", 32), ("spacing_guess", "float", 31.6), ("spacing_guess", "root", math.sqrt(1000)),
    ("spacing_guess", "fewer", 24), ("spacing_guess", "more", 42.0), ("spacing_guess", "NumPy's", np.sqrt(1000)),
    ("checkpointed_grad", "dictionary", segments_of_lists),
    ("checkpointed_grad", "recursion", segments_recursive),
    ("checkpointed_grad", "last kept", segments_kept_last),
    ("checkpointed_grad", "method", Segments().grad),
    ("checkpointed_grad", "fewest steps", segments_of_fewest),
    ("fewest_steps", "cache", fewest_cached),
    ("fewest_steps", "closed form", fewest_closed),
    ("fewest_steps", "arrays", fewest_in_arrays),
    ("fewest_steps", "rows", fewest_by_rows),
    ("fewest_steps", "object", Fewest()),
    ("fewest_steps", "repetitions", fewest_by_repetitions),
    ("nested_guess", "whole", 1), ("nested_guess", "float", 1.0), ("nested_guess", "NumPy's", np.float64(1)),
    ("nested_guess", "fraction", Fraction(1)), ("nested_guess", "array", np.array(1.0)),
    ("run_nested", "tags", nested_tagged),
    ("run_nested", "polynomials", nested_poly),
    ("run_nested", "tapes", nested_taped),
    ("run_nested", "depth", nested_by_depth),
    ("run_nested", "object", Nested()),
    ("probe", "cost", probe_by_cost),
    ("probe", "unused inputs", probe_unused),
    ("probe", "object", Probe().kind),
    ("probe", "ladders", probe_by_ladders),
    ("probe", "table", probe_by_table),
]
