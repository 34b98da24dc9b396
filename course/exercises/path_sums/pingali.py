"""A program with three parameters (Pingali's): three gradients from its paths, and a wrong turn that is in print."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Loan, Mistake, expect, show_call
from course.exercises.drawn import shuffled
from course.exercises.material import SMOOTH, generic, require

PRINTED = Mistake("W1 sent through F", "follow W1 in the graph: it feeds C, and C feeds E, the first argument of "
                  "f3. The derivative by F belongs to the other branch")
C_PRINTED = Mistake("C sent through F", PRINTED.advice)
ONE_BRANCH = Mistake("W0 along one branch only", "W0 reaches R on two paths, through C and through D: both count")
CROSSED = Mistake("the two arguments of f3 exchanged", "E is the first argument of f3, F the second: each path meets "
                  "the partial derivative by its own argument")
SECOND_ARGUMENT = Mistake("f0 by its second argument", "W0 reaches B through A, the first argument of f0")
NO_LATER_WEIGHT = Mistake("W1 and W2 left out on the way from B", "a change of B passes through the products W1·B and "
                          "W2·B: it is scaled by W1 on the one path and by W2 on the other")
NO_VALUE = Mistake("value into the product forgotten", "moving a parameter moves the product parameter × value: the "
                   "value that enters it is a factor")
NO_P = Mistake("P left out", "moving W0 moves the product W0·P: what enters it, P, is a factor")
NO_SLOPE = Mistake("f0 left out", "W0 reaches R through A and B: the slope of f0 by its first argument is a factor")
RUN_AGAIN = Mistake("the program run again and again", "dfs gives the slopes exactly: one run forward finds the values "
                    "at which to take them")
RUNS = 3                # of the program forward: one is enough, differences take more


def _program(w, p, q, fs):
    b = fs[0](w[0] * p, q)
    return fs[3](fs[1](w[1] * b), fs[2](w[2] * b))


def _program_grads(w, p, q, fs):
    return tuple(complex_step(lambda w: _program(w, p, q, fs), np.asarray(w)).tolist())


def _by_hand(w, p, q, fs, dfs):
    """Every factor of Pingali's path products, by name."""
    a = w[0] * p
    b = fs[0](a, q)
    c, d = (weight * b for weight in w[1:])
    (df3_e, df3_f), df0_a = dfs[3](fs[1](c), fs[2](d)), dfs[0](a, q)[0]
    return dict(p=p, b=b, df0=df0_a, via_e=dfs[1](c) * df3_e, via_f=dfs[2](d) * df3_f, printed=dfs[1](c) * df3_f, w=w,
                crossed=dfs[2](d) * df3_e, by_q=dfs[0](a, q)[1])


def _wrong_grads(w0, w1, w2):
    def wrong(*args):
        k = _by_hand(*args)
        return w0(k), w1(k), w2(k)
    return wrong


def _w0(k): return k["p"] * k["df0"] * (k["w"][1] * k["via_e"] + k["w"][2] * k["via_f"])
def _w1(k): return k["b"] * k["via_e"]
def _w2(k): return k["b"] * k["via_f"]


def _crossed(k): return k | {"via_e": k["printed"], "via_f": k["crossed"]}
def _by_q(k): return k | {"df0": k["by_q"]}


GRADS_MISTAKES = {
    CROSSED: _wrong_grads(lambda k: _w0(_crossed(k)), lambda k: _w1(_crossed(k)), lambda k: _w2(_crossed(k))),
    SECOND_ARGUMENT: _wrong_grads(lambda k: _w0(_by_q(k)), _w1, _w2),
    NO_LATER_WEIGHT: _wrong_grads(lambda k: _w0(k | {"w": (0, 1, 1)}), _w1, _w2),
    PRINTED: _wrong_grads(_w0, lambda k: k["b"] * k["printed"], _w2),
    C_PRINTED: _wrong_grads(lambda k: _w0(k | {"via_e": k["printed"]}), lambda k: k["b"] * k["printed"], _w2),
    NO_P: _wrong_grads(lambda k: _w0(k) / k["p"], _w1, _w2),
    NO_SLOPE: _wrong_grads(lambda k: _w0(k | {"df0": 1.0}), _w1, _w2),
    ONE_BRANCH: _wrong_grads(lambda k: k["p"] * k["df0"] * k["w"][1] * k["via_e"], _w1, _w2),
    NO_VALUE: _wrong_grads(lambda k: _w0(k) / k["p"], lambda k: _w1(k) / k["b"], lambda k: _w2(k) / k["b"])}


def times(a, q): return a * q
def dtimes(a, q): return (q, a)
def blend(e, f): return e * f + f
def dblend(e, f): return (f, e + 1)
def bend(a, q): return a * a * q
def dbend(a, q): return (2 * a * q, a * a)
def minus_sin(d): return -np.sin(d)


def _expect_grads(work, w, p, q, fs, dfs):
    """The check on one program, whose functions take real numbers and are counted."""
    lent, slopes = ([Loan(f, real=True) for f in several] for several in (fs, dfs))
    args = (w, p, q, lent, slopes)
    expect(work, args, _program_grads(w, p, q, fs), witness="complex step", rtol=1e-9, because=GRADS_MISTAKES)
    calls = max(f.calls for f in lent)
    require(calls <= RUNS, ("tried", show_call(work.name, args)),
            ("yours", f"a function of fs is called {calls} times"), ("possible", "once"), mistake=RUN_AGAIN)


def concrete(work, rng):
    """should be right for f0 = ×, f1 = sin, f2 = cos or tanh, f3 = × or e·f + f"""
    _expect_grads(work, [0.6, 0.9, 1.5], 2.0, 3.0, [times, np.sin, np.cos, times], [dtimes, np.cos, minus_sin, dtimes])
    w, (p, q) = generic(rng, 3).tolist(), generic(rng, 2).tolist()
    f1, f2 = SMOOTH[0], SMOOTH[2]
    _expect_grads(work, w, p, q, [times, f1.f, f2.f, blend], [dtimes, f1.df, f2.df, dblend])


def any_functions(work, rng):
    """should be right for any functions and any parameters"""
    outer = shuffled(rng, [(times, dtimes), (blend, dblend), (bend, dbend)])
    for f0, f3 in zip(outer, outer[1:] + outer[:1], strict=True):
        f1, f2 = (SMOOTH[i] for i in rng.choice(len(SMOOTH), 2, replace=False))
        w, (p, q) = generic(rng, 3).tolist(), generic(rng, 2).tolist()
        _expect_grads(work, w, p, q, [f0[0], f1.f, f2.f, f3[0]], [f0[1], f1.df, f2.df, f3[1]])


program_grads = Exercise(
    "program_grads", "A program with three parameters", (concrete, any_functions), (
        "Run the program forward first and keep a, b, c, d, e, f: every derivative is taken at one of them.",
        "From C to R there is one path, through E. Its value is the product of f1's derivative at c and f3's by E.",
        "∂R/∂W1 is b times that. For W0 add up both ways from B: through C with weight W1, through D with weight W2."),
    (*GRADS_MISTAKES, RUN_AGAIN), extra=True,
    after="The same sweep, written out by hand. The complex step that it was compared with knows no paths.")
