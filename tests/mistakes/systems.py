"""Known wrong answers to systems: (exercise, recognised mistake or "", answer)."""
import ast
import math
from functools import cache
from itertools import count

from course.autodiff import ladder

WEIGHTS = {ast.Add: ("1", "1"), ast.Sub: ("1", "(-1)"), ast.Mult: ("{1}", "{0}"),
           ast.Div: ("(1 / {1})", "(-{0} / {1} ** 2)"), "sin": ("cos({0})",), "cos": ("(-sin({0}))",),
           "exp": ("exp({0})",), "log": ("(1 / {0})",)}


def transform(source, seed="1.0", sign=True, forward=False, overwrite=False, tail=None, head=None, numbers=False,
              zeros=True, copied=True, last_line=False, cross=False, times=True, first=False, trees=False, star=True,
              seeded="", fill=True, ids=False):
    function = ast.parse(source).body[0]
    inputs = [argument.arg for argument in function.args.args]
    *steps, last = function.body
    targets = [step.targets[0].id for step in steps]
    lines = [ast.unparse(step) for step in steps if copied]
    lines += [f"g_{name} = 0.0" for name in inputs + targets if zeros]
    seeded = targets[-1] if seeded or targets and last_line else last.value.id
    lines.append(f"g_{seeded} = {seed}")
    for step in steps if forward else steps[::-1]:
        binary = isinstance(step.value, ast.BinOp)
        operands = [step.value.left, step.value.right] if binary else step.value.args
        weights = WEIGHTS[type(step.value.op) if binary else step.value.func.id]
        if not sign and binary and isinstance(step.value.op, ast.Sub):
            weights = ("1", "1")
        texts = [ast.unparse(operand) for operand in operands]
        texts = [operand.id for operand in operands] if ids else texts
        weights = [weight if not fill else weight.format(*(operands if trees else texts)) if star
                   else weight.format(texts) for weight in weights]
        for operand, text, weight in list(zip(operands, texts, weights[::-1 if cross else 1], strict=True))[
                :1 if first else 2]:
            if isinstance(operand, ast.Name) or numbers:
                bar = f"g_{step.targets[0].id} * " if times else ""
                lines.append(f"g_{text} {'=' if overwrite else '+='} {bar}{weight}")
    lines.append(tail or "return " + ", ".join(f"g_{name}" for name in inputs))
    return "\n    ".join([head or f"def df({', '.join(inputs)}):", *lines]) + "\n"


def source_forward(source):
    """Tangents of all inputs, written beside every line."""
    function = ast.parse(source).body[0]
    inputs = [argument.arg for argument in function.args.args]
    *steps, last = function.body
    text = [f"t_{name}_{by} = {int(name == by)}" for name in inputs for by in inputs]
    for step in steps:
        binary = isinstance(step.value, ast.BinOp)
        operands = [step.value.left, step.value.right] if binary else step.value.args
        texts = [ast.unparse(operand) for operand in operands]
        weights = WEIGHTS[type(step.value.op) if binary else step.value.func.id]
        text.append(ast.unparse(step))
        for by in inputs:
            shares = [f"t_{arg}_{by} * {weight.format(*texts)}" for arg, weight in zip(texts, weights, strict=True)
                      if arg.isidentifier()]
            text.append(f"t_{step.targets[0].id}_{by} = {' + '.join(shares)}")
    text.append("return " + ", ".join(f"t_{last.value.id}_{by}" for by in inputs))
    return "\n    ".join([f"def df({', '.join(inputs)}):", *text])


def source_by_differences(source, h=0.004):
    """Copies of the function at shifted places, and a difference quotient of high order."""
    function = ast.parse(source).body[0]
    inputs = [argument.arg for argument in function.args.args]
    *steps, last = function.body
    orders = {1: 4 / 5, 2: -1 / 5, 3: 4 / 105, 4: -1 / 280}
    text = [f"s_{by} = 0.0" for by in inputs]
    for by in inputs:
        for m in (-4, -3, -2, -1, 1, 2, 3, 4):
            text += [f"{by} += {m * h}", *map(ast.unparse, steps), f"{by} -= {m * h}"] if last.value.id != by else []
            text.append(f"s_{by} += {orders[abs(m)] * (1 if m > 0 else -1) / h} * " + (
                last.value.id if last.value.id != by else f"({by} + {m * h})"))
    return "\n    ".join([f"def df({', '.join(inputs)}):", *text, "return " + ", ".join(f"s_{by}" for by in inputs)])


def wrong_text(**how):
    return lambda source: transform(source, **how)


def loop(step, dstep, f0, x, n, at="before", down=True, add=True, again=False, soon=False, shift=0, swap=False,
         keep=True, seed=1.0, grown=False, passed=True, turned=False, begin=0.0):
    fs = [f0]
    for i in range(1, n + 1):
        fs.append(step(fs[-1], x, i - shift))
    f_bar, x_bar = seed, begin
    for round_, i in enumerate(range(n, 0, -1) if down else range(1, n + 1)):
        place = n - round_
        f = {"before": fs[place - 1], "after": fs[place], "last": fs[-1], "queue": fs[round_]}[at]
        if again:
            f = f0
            for j in range(1, i):
                f = step(f, x, j)
        by_f, by_x = dstep(f, x, i - shift)
        by_f, by_x = (by_x, by_f) if swap else (by_f, by_x)
        x_bar = f_bar * (by_f if soon else 1.0) * by_x + (x_bar if add else 0.0)
        f_bar = (f_bar * by_f if passed else f_bar) + grown * f_bar if keep else by_f
    return (x_bar, fs[-1]) if turned else (fs[-1], x_bar)


def forward_loop(step, dstep, f0, x, n):
    f, f_dot = f0, 0.0
    for i in range(1, n + 1):
        by_f, by_x = dstep(f, x, i)
        f, f_dot = step(f, x, i), by_f * f_dot + by_x
    return f, f_dot


def divided_loop(step, dstep, f0, x, n):
    f, f_bar, x_bar = f0, 1.0, 0.0
    for i in range(1, n + 1):
        f = step(f, x, i)
    last = f
    for i in range(n, 0, -1):
        f /= x
        by_f, by_x = dstep(f, x, i)
        x_bar, f_bar = x_bar + f_bar * by_x, f_bar * by_f
    return last, x_bar


def short_loop(step, dstep, f0, x, n, second=True, end=1):
    f, stack, f_bar, x_bar = f0, [], 1.0, 0.0
    for i in range(1, n + 1):
        stack.append(f)
        f = step(f, x, i)
    for i in range(n, end, -1):
        by_f, by_x = dstep(stack.pop(), x, i)
        x_bar, f_bar = x_bar + f_bar * by_x, f_bar * by_f
    return f, x_bar if second else f_bar


def by_f0(*args):
    return short_loop(*args, second=False, end=0)


def wrong_loop(**how):
    return lambda *args: loop(*args, **how)


def keeps_all(step, vjp, drop, x0, T, k):
    states, bar = [x0], 1.0
    for _ in range(T - 1):
        states.append(step(states[-1]))
    for state in reversed(states):
        bar = vjp(state, bar)
    return bar


def from_start(step, vjp, drop, x0, T, k):
    bar = 1.0
    for t in reversed(range(T)):
        state = x0
        for _ in range(t):
            new = step(state)
            if state != x0:
                drop(state)
            state = new
        bar = vjp(state, bar)
        if state != x0:
            drop(state)
    return bar


def segments(step, vjp, drop, x0, T, k, after=False, far=False, let_go=True, seed=1.0, afresh=False,
             each=False, twice=False, ends=False, soon=False, alone=False):
    marks, state = [x0], x0
    for t in range(1, T + 1):
        new = step(state)
        if (t - 1) % k:
            drop(state)
        state = new
        if t % k == 0 and t < T:
            marks.append(state)
    bar = seed
    for i in reversed(range(len(marks))):
        size = min(k, T - i * k) + far
        inside = [marks[i]]
        while len(inside) < size + after:
            inside.append(step(inside[-1]))
        bar = seed if each else bar
        for state in inside[:1] if ends else reversed(inside[after:]):
            for _ in range(soon):
                drop(state)
            got = vjp(state, seed if afresh or alone else bar)
            bar = bar * got if twice or alone else got
        for state in inside if let_go else ():
            drop(state)
    return bar


def wrong_segments(**how):
    return lambda *args: segments(*args, **how)


class Mixed:
    """Nested dual numbers with one fault or another."""

    def __init__(self, primal, tangent, tag, how):
        self.primal, self.tangent, self.tag, self.how = primal, tangent, tag, how

    def both(self, other):
        tag = max(self.tag, getattr(other, "tag", 0))
        return split(self, tag, self.how), split(other, tag, self.how), tag

    def __add__(self, other):
        (a, p), (b, q), tag = self.both(other)
        return Mixed(a + b, p + q, tag, self.how)

    def __mul__(self, other):
        (a, p), (b, q), tag = self.both(other)
        return Mixed(a * b, p * b + a * q, tag, self.how)

    __radd__, __rmul__ = __add__, __mul__


def split(x, tag, how):
    if how == "turned":
        return split(x, tag, "")[::-1]
    if isinstance(x, Mixed) and how == "none" and x.tag != tag:
        return None
    if how == "always":
        return (x.primal, x.tangent) if x.tag == tag else (x, 0.0)
    if how == "one's own" and not (isinstance(x, Mixed) and x.tag == tag):
        return x, 1.0
    if isinstance(x, Mixed) and (x.tag == tag or how == "blind"):
        return x.primal, x.tangent
    return (x.primal if how == "strip" and isinstance(x, Mixed) else x), 0.0


def nested(how):
    tags = count(1)

    def d(f):
        def derivative(x):
            tag = 1 if how == "one" else next(tags)
            result = f(Mixed(x, 1.0, tag, how))
            return result.tangent if how == "any" else split(result, tag, how)[1]
        return derivative

    return lambda text, x: eval(text, {"D": d})(x)


def by_differences(text, x):
    """Exact for polynomials up to the fourth degree, and without tags."""
    def d(f):
        return lambda x: (8 * (f(x + 1.0) - f(x - 1.0)) - (f(x + 2.0) - f(x - 2.0))) / 12
    return eval(text, {"D": d})(x)


def probing(impl, curved=True, shared=True, wide=True):
    op = "exp" if curved else "neg"
    bars, _ = impl([("y", op, "x")], {"x": 1.0})
    if abs(bars["x"] - (math.e if curved else -1)) > 1e-13 + (0 if curved else 1e-9):
        return "numeric"
    short, long = (impl(ladder(n) if shared else ladder(1)[:2], {"x0": 0.5})[1] for n in (4, 12))
    if long > 8 * short:
        return "symbolic"
    n = 12
    one = [(f"s{i}", "mul", f"s{i - 1}" if i > 1 else "x0", "x0") for i in range(1, n)]
    many = [(f"s{i}", "mul", f"s{i - 1}" if i > 1 else "x0", f"x{i}" if wide else "x0") for i in range(1, n)]
    costs = impl(one, {"x0": 1.0})[1], impl(many, {f"x{i}": 1.0 for i in range(n if wide else 1)})[1]
    return "forward" if costs[1] > 3 * costs[0] else "reverse"


def forward_through(step, vjp, drop, x0, T, k):
    state, bar = x0, 1.0
    for _ in range(T):
        bar = vjp(state, bar)
        following = step(state)
        drop(state)
        state = following
    return bar


def plan(half=False, last=0, behind=1, before=0, run=1):
    @cache
    def steps(T, s):
        if T == 1 or s <= 1:
            return T * (T - 1) // 2 + last * T
        places = [T // 2] if half else range(1, T)
        return min(run * k + steps(T - k, s - behind) + steps(k, s - before) for k in places)
    return steps


@cache
def no_room(T, s):
    return 0 if T == 1 else min(k + no_room(T - k, s - 1) + no_room(k, s) for k in range(1, T))


def again_and_again(T, s):
    if T == 1 or s == 1:
        return T * (T - 1) // 2
    return min(k + again_and_again(T - k, s - 1) + again_and_again(k, s) for k in range(1, T))


WRONG = [
    ("tangent_guess", "x·x taken as one use", 21),
    ("tangent_guess", "a passes through b only", 27),
    ("tangent_guess", "the value of f", 36),
    ("tangent_guess", "the place of the picture", 16),
    ("tangent_guess", "", 6),
    ("reverse_source", "seed missing", wrong_text(seed="0.0")),
    ("reverse_source", "both arguments of a difference alike", wrong_text(sign=False)),
    ("reverse_source", "steps in forward order", wrong_text(forward=True)),
    ("reverse_source", "overwrites instead of adding", wrong_text(overwrite=True)),
    ("reverse_source", "a message to a number", wrong_text(numbers=True)),
    ("reverse_source", "added to nothing", wrong_text(zeros=False)),
    ("reverse_source", "the lines of f left out", wrong_text(copied=False)),
    ("reverse_source", "the last line taken for the result", wrong_text(last_line=True)),
    ("reverse_source", "weights taken crosswise", wrong_text(cross=True)),
    ("reverse_source", "the adjoint of the target left out", wrong_text(times=False)),
    ("reverse_source", "the first argument only", wrong_text(first=True)),
    ("reverse_source", "a piece of the tree in place of its text", wrong_text(trees=True)),
    ("reverse_source", "one list in place of two texts", wrong_text(star=False)),
    ("reverse_source", "the last of no lines", wrong_text(seeded="last")),
    ("reverse_source", "the name of a number", wrong_text(ids=True)),
    ("reverse_source", "an empty place in the text", wrong_text(fill=False)),
    ("reverse_source", "lines for every input", source_forward),
    ("reverse_source", "lines for every input", source_by_differences),
    ("reverse_source", "", wrong_text(head="def df(z):")),
    ("reverse_source", "", wrong_text(tail="return __import__('os').getpid()")),
    ("reverse_source", "", wrong_text(tail="return [g_x for g_x in (1.0,)][0]")),
    ("reverse_source", "", wrong_text(tail="g_x = 2.0")),
    ("reverse_source", "", lambda source: source),
    ("reverse_source", "", lambda source: "import os\n" + source),
    ("reverse_source", "", lambda source: transform(source).replace("return", "g_x = " + "-" * 5000 + "1\n    return")),
    ("reverse_source", "", lambda source: transform(source).replace("return", "g_x = 9.0 ** 9 ** 9 ** 9\n    return")),
    ("reverse_source", "", lambda source: None),
    ("stack_guess", "the value after the round", 8),
    ("stack_guess", "the first round first", 1),
    ("stack_guess", "", 2),
    ("reverse_loop", "the last value for all rounds", wrong_loop(at="last")),
    ("reverse_loop", "values after the step", wrong_loop(at="after")),
    ("reverse_loop", "first in, first out", wrong_loop(at="queue")),
    ("reverse_loop", "i counts upward on the way back", wrong_loop(down=False)),
    ("reverse_loop", "x hears from one round only", wrong_loop(add=False)),
    ("reverse_loop", "the adjoint of f moved on first", wrong_loop(soon=True)),
    ("reverse_loop", "rounds from 0 on", wrong_loop(shift=1)),
    ("reverse_loop", "the pair of dstep swapped", wrong_loop(swap=True)),
    ("reverse_loop", "the adjoint of f replaced", wrong_loop(keep=False)),
    ("reverse_loop", "adjoint begins with 0", wrong_loop(seed=0.0)),
    ("reverse_loop", "runs from the start for every round", wrong_loop(again=True)),
    ("reverse_loop", "not undone from the last round", forward_loop),
    ("reverse_loop", "the result turned round", wrong_loop(turned=True)),
    ("reverse_loop", "the adjoint of f left out", wrong_loop(passed=False)),
    ("reverse_loop", "the adjoint of f added to", wrong_loop(grown=True)),
    ("reverse_loop", "the way back in forward order", wrong_loop(at="queue", down=False)),
    ("reverse_loop", "x starts with 1", wrong_loop(begin=1.0)),
    ("reverse_loop", "divided by x", divided_loop),
    ("reverse_loop", "round 1 is not undone", short_loop),
    ("reverse_loop", "round n is missing", lambda step, dstep, f0, x, n: loop(step, dstep, f0, x, max(n - 1, 0))),
    ("reverse_loop", "the derivative by f0", by_f0),
    ("spacing_guess", "few long segments", 500),
    ("spacing_guess", "many short segments", 2),
    ("spacing_guess", "few long segments", 43),
    ("spacing_guess", "many short segments", 23),
    ("spacing_guess", "", 0),
    ("spacing_guess", "", "32"),
    ("checkpointed_grad", "keeps every state", keeps_all),
    ("checkpointed_grad", "does not let go on the way back", wrong_segments(let_go=False)),
    ("checkpointed_grad", "runs from the start each time", from_start),
    ("checkpointed_grad", "state after the step", wrong_segments(after=True)),
    ("checkpointed_grad", "vjp asked at the end", wrong_segments(far=True)),
    ("checkpointed_grad", "adjoint begins with 0", wrong_segments(seed=0.0)),
    ("checkpointed_grad", "each step for itself", wrong_segments(afresh=True)),
    ("checkpointed_grad", "each step for itself", wrong_segments(alone=True)),
    ("checkpointed_grad", "each segment for itself", wrong_segments(each=True)),
    ("checkpointed_grad", "multiplied by bar twice", wrong_segments(twice=True)),
    ("checkpointed_grad", "states left out", wrong_segments(ends=True)),
    ("checkpointed_grad", "let go too soon", wrong_segments(soon=True)),
    ("checkpointed_grad", "adjoint taken forward", forward_through),
    ("checkpointed_grad", "", lambda step, vjp, drop, x0, T, k: vjp(T, 1.0)),
    ("fewest_steps", "always in the middle", plan(half=True)),
    ("fewest_steps", "one step too many for every state", plan(last=1)),
    ("fewest_steps", "one state too many", lambda T, s: plan()(T, s + 1)),
    ("fewest_steps", "as many states behind", plan(behind=0)),
    ("fewest_steps", "one state less before, too", plan(before=1)),
    ("fewest_steps", "the way to the checkpoint is free", plan(run=0)),
    ("fewest_steps", "F(T, 1) missing", no_room),
    ("fewest_steps", "the same again and again", again_and_again),
    ("fewest_steps", "", lambda T, s: T * s),
    ("nested_guess", "the two ε taken for one", 2),
    ("run_nested", "the two ε taken for one", nested("one")),
    ("run_nested", "the other tangent thrown away", nested("strip")),
    ("run_nested", "the tangent of another derivative", nested("any")),
    ("run_nested", "", lambda text, x: 1.0),
    ("run_nested", "a tangent of 1 for what has no tag", nested("one's own")),
    ("run_nested", "the parts turned round", nested("turned")),
    ("run_nested", "a kind left out", nested("none")),
    ("run_nested", "a kind left out", nested("always")),
    ("run_nested", "", by_differences),
    ("probe", "differences taken for exact", lambda impl: probing(impl, curved=False)),
    ("probe", "expressions did not swell", lambda impl: probing(impl, shared=False)),
    ("probe", "forward and reverse mixed up", lambda impl: probing(impl, wide=False)),
    ("probe", "", lambda impl: "autodiff"),
]
