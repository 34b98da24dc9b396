"""Solvers: the tangents of Newton's iterates, which lag behind the values, and the slope that the equation gives."""
from __future__ import annotations

from course.autodiff import complex_step
from course.checking import Exercise, Loan, Mistake, expect, points, predict, show_call
from course.exercises.drawn import weight
from course.exercises.material import few_calls

# --- predict -------------------------------------------------------------------------------------------------------

AS_GOOD = Mistake("as good as the value", "the tangent of a round is made from the tangent of the round before and "
                  "from the old value: which of the two errors is squared, and which is only multiplied?")
AHEAD = Mistake("better than the value", "once it is near, a round squares the error of the value. That of the "
                "derivative is only multiplied by the value's")


@points(0)
def guess_behind(work, rng):
    """should say how the two relative errors compare"""
    predict(work, "larger", because={AS_GOOD: "equal", AHEAD: "smaller"})


behind_guess = Exercise(
    "behind_guess", "Two errors", (guess_behind,), (
        "Write the error of a value as e(c). A round makes about C·e² of it. What is the derivative of that by c?",
        "About 2C·e·e′, and a C′e² that counts less and less: compare it with C·e². What has become of e′/e?"),
    (AS_GOOD, AHEAD), after="Larger, by a factor that comes to double in every round, until both are right to "
                            "rounding.")

# --- 3: Newton with tangents ---------------------------------------------------------------------------------------


def square_less(x, c):
    return x * x - c, 2 * x, -1.0, 2.0, 0.0


def drawn_equation(rng):
    """A cubic in x, with all its partials; for positive c it grows with x, so that Newton's iteration goes well."""
    a, b, d = (abs(weight(rng)) for _ in range(3))

    def F(x, c):
        return a * x**3 + b * c * x - d * c, 3 * a * x**2 + b * c, b * x - d, 6 * a * x, b
    return F


def iterates(F, x0, c, rounds, start=0.0, late=False, kept=1, sign=-1, turn=-1, power=2, but=()):
    """The pairs (x, dx/dc), with a slip: another start or sign, or without some of the shares F_x, F_c, F_xx, F_xc.

    dx becomes kept·dx + sign·(dF/F_x + turn·F·dF_x/F_x^power).
    """
    x, dx = x0, start
    pairs = [(x, dx)]
    for _ in range(rounds):
        f, f_x, f_c, f_xx, f_xc = F(x, c)
        new = x - f / f_x
        if late:
            f, f_x, f_c, f_xx, f_xc = F(new, c)
        shares = {"F_x": f_x * dx, "F_c": f_c, "F_xx": f_xx * dx, "F_xc": f_xc, **dict.fromkeys(but, 0.0)}
        df, df_x = shares["F_x"] + shares["F_c"], shares["F_xx"] + shares["F_xc"]
        x, dx = new, kept * dx + sign * (df / f_x + turn * f * df_x / f_x**power)
        pairs.append((float(x), float(dx)))
    return pairs


BOTH_MOVE_IT = "F(x, c) moves because x does and because c does: two shares"
BOTH_BEND_IT = "F_x moves because x does and because c does: two shares"
SLIPS = {
    Mistake("dx starts at 1", "x₀ is a number that was chosen: it does not move with c"): {"start": 1.0},
    Mistake("F moves with x only", BOTH_MOVE_IT): {"but": ("F_c",)},
    Mistake("F moves with c only", BOTH_MOVE_IT): {"but": ("F_x",)},
    Mistake("nothing moves with x", "x moves in F and in F_x, by the dx of the round before"): {"but": ("F_x", "F_xx")},
    Mistake("the slope of F held still", "in F/F_x the denominator moves, too: with x, and with c"):
        {"but": ("F_xx", "F_xc")},
    Mistake("F_xx left out", BOTH_BEND_IT): {"but": ("F_xx",)},
    Mistake("F_xc left out", BOTH_BEND_IT): {"but": ("F_xc",)},
    Mistake("x updated first", "the tangent of a round is made at the x before it: move dx first, or keep the old x"):
        {"late": True},
    Mistake("dx itself left out", "the new x is the old one less F/F_x: so dx stays, less the movement of F/F_x"):
        {"kept": 0},
    Mistake("sign of the step", "F/F_x is subtracted: so its movement is, too"): {"sign": 1},
    Mistake("sign in the quotient rule", "where the denominator F_x grows, F/F_x shrinks, and it is subtracted"):
        {"turn": 1},
    Mistake("F_x not squared", "differentiate the quotient F/F_x: below stands F_x²"): {"power": 1},
}
NEWTON_MISTAKES = {mistake: lambda *args, how=how: iterates(*args, **how) for mistake, how in SLIPS.items()}
EACH_TWICE = Mistake("F called again", "one call of F gives all the numbers that are needed: keep them")


def _by_complex_step(F, x0, c, rounds):
    def after(k):
        def x(c):
            x = x0 + 0 * c
            for _ in range(k):
                f, f_x, *_ = F(x, c)
                x = x - f / f_x
            return x
        return float(x(c)), complex_step(x, c)
    return [after(k) for k in range(rounds + 1)]


def _expect_iterates(work, F, x0, c, rounds):
    loan = Loan(F, real=True)
    tried = show_call(work.name, (loan, x0, c, rounds))
    expect(work, (loan, x0, c, rounds), _by_complex_step(F, x0, c, rounds), tried=tried, rtol=1e-9,
           witness="complex steps of the iteration", because={
               mistake: wrong(F, x0, c, rounds) for mistake, wrong in NEWTON_MISTAKES.items()})
    few_calls(loan, rounds, tried, EACH_TWICE, name="F")


def few_rounds(work, rng):
    """should be right for one round, none and two, with all shares of the tangent"""
    F, x0, c = drawn_equation(rng), abs(weight(rng)), abs(weight(rng))
    for case in ((square_less, 1.0, 2.0, 1), (F, x0, c, 0), (F, x0, c, 2), (square_less, 1.0, 2.0, 2)):
        _expect_iterates(work, *case)


@points(3)
def many_rounds(work, rng):
    """should be right for any number of rounds, with one call of F for each"""
    _expect_iterates(work, square_less, abs(weight(rng)), abs(weight(rng)), 5)
    for rounds in (2, 4):
        _expect_iterates(work, drawn_equation(rng), abs(weight(rng)), abs(weight(rng)), rounds)


solver_df = Exercise(
    "solver_df", "Newton's iterates and their tangents", (few_rounds, many_rounds), (
        "Two variables in one loop, as in *A loop by hand*: x, and its tangent dx. Both go into the list after each "
        "round.",
        "F moves by F_x·dx + F_c. By how much does F_x move?",
        "A quotient F/F_x moves by its numerator's movement over F_x, less F times the denominator's movement over "
        "F_x². x moves by dx less all that."),
    (*NEWTON_MISTAKES, EACH_TWICE), extra=True,
    after="Near the root F is almost 0, so the term with F drops out, dx cancels, and −F_c/F_x is left. That is how "
          "the tangent catches up.")

# --- 4: the equation -----------------------------------------------------------------------------------------------

IMPLICIT_SIGN = Mistake("sign", "F stays 0: what c adds to F, the movement of x must take away again")
UPSIDE_DOWN = Mistake("upside down", "F_x·dx + F_c·dc = 0: solve for dx/dc")
BOTH_SLIPS = Mistake("upside down, and the sign", "F_x·dx + F_c·dc = 0: bring one term to the other side, then solve "
                     "for dx/dc")
BY_C = Mistake("F_c alone", "F_c says how fast F moves with c. How far must x move to make up for it?")
NO_C = Mistake("F_c left out", "1/F_x is right only where F_c is −1")
STEP = Mistake("Newton's step", "0 is Newton's step −F/F_x at the root, where F is 0. By how much must x move when c "
               "does?")
IMPLICIT_MISTAKES = {
    NO_C: lambda value, by_x, by_c: 1 / by_x, STEP: lambda value, by_x, by_c: 0.0,
    IMPLICIT_SIGN: lambda value, by_x, by_c: by_c / by_x, UPSIDE_DOWN: lambda value, by_x, by_c: -by_x / by_c,
    BOTH_SLIPS: lambda value, by_x, by_c: by_x / by_c, BY_C: lambda value, by_x, by_c: by_c}


def cube_less(x, c):
    return x**3 - 2 * c, 3 * x * x, -2.0


def _root(F, x, c):
    for _ in range(60):
        f, f_x, *_ = F(x, c)
        x = x - f / f_x
    return x


def any_equation(work, rng):
    """should be the slope of the root, whatever the equation, from one call of F"""
    for F, c in ((cube_less, 4.0), (square_less, abs(weight(rng))), *(
            (drawn_equation(rng), abs(weight(rng))) for _ in range(2))):
        x, loan = 2.0 if c == 4.0 else float(_root(F, 1.0, c)), Loan(lambda x, c, F=F: F(x, c)[:3], real=True)
        want = complex_step(lambda c, F=F, x=x: _root(F, x + 0 * c, c), c)
        tried = show_call(work.name, (loan, x, c))
        expect(work, (loan, x, c), want, tried=tried, rtol=1e-8, witness="complex step through the solver", because={
            mistake: wrong(*loan(x, c)) for mistake, wrong in IMPLICIT_MISTAKES.items()})
        few_calls(loan, 1, tried, EACH_TWICE, name="F")


implicit_df = Exercise(
    "implicit_df", "The slope of a root", (any_equation,), (
        "F(x(c), c) = 0 for every c. Differentiate both sides by c.",
        "F_x times the slope of the root, plus F_c, is 0."),
    (*IMPLICIT_MISTAKES, EACH_TWICE),
    after="No loop, no rounds, no stopping test: the solver may be any that comes near enough, since the slope is as "
          "good as the root. That is the implicit function theorem.")
