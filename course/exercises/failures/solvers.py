"""Solvers: the tangents of Newton's iterates, which lag behind the values, and the slope that the equation gives."""
from __future__ import annotations

from course.autodiff import complex_step
from course.checking import Exercise, Loan, Mistake, expect, points, predict, show_call
from course.exercises.drawn import weight
from course.exercises.material import few_calls

# --- predict -------------------------------------------------------------------------------------------------------

AS_GOOD = Mistake("as good as the value", "the tangent of a round is made from the tangent of the round before and "
                  "from the old value: which of the two errors is squared, and which is only multiplied?")
AHEAD = Mistake("better than the value", "a tangent is made from values: it cannot know more than they do")


@points(0)
def guess_behind(work, rng):
    """should say how the two errors compare"""
    predict(work, "larger", because={AS_GOOD: "equal", AHEAD: "smaller"})


behind_guess = Exercise(
    "behind_guess", "Two errors", (guess_behind,), (
        "Write the error of a value as e(c). A round makes about K·e² of it. What is the derivative of that by c?",
        "2K·e·e′: compare it with K·e². What has become of e′/e?"),
    (AS_GOOD, AHEAD), after="Larger, and by a factor that doubles in every round. Both errors go to 0.")

# --- 3: Newton with tangents ---------------------------------------------------------------------------------------


def square_less(x, c):
    return x * x - c, 2 * x, -1.0, 2.0, 0.0


def drawn_equation(rng):
    """A cubic in x, with all its partials; for positive c it grows with x, so that Newton's iteration goes well."""
    a, b, d = (abs(weight(rng)) for _ in range(3))

    def F(x, c):
        return a * x**3 + b * c * x - d * c, 3 * a * x**2 + b * c, b * x - d, 6 * a * x, b
    return F


def iterates(F, x0, c, rounds, start=0.0, bends=True, by_c=True, mixed=True, carry=True, late=False, sign=1):
    """The pairs (x, dx/dc), with a slip: another start, or some of the shares of dx left out."""
    x, dx = x0, start
    pairs = [(x, dx)]
    for _ in range(rounds):
        f, f_x, f_c, f_xx, f_xc = F(x, c)
        new = x - f / f_x
        if late:
            f, f_x, f_c, f_xx, f_xc = F(new, c)
        df = carry * f_x * dx + by_c * f_c
        df_x = bends * (carry * f_xx * dx + mixed * f_xc)
        x, dx = new, dx - df / f_x + sign * f * df_x / f_x**2
        pairs.append((float(x), float(dx)))
    return pairs


SLIPS = {
    Mistake("dx starts at 1", "x₀ is a number that was chosen: it does not move with c"): {"start": 1.0},
    Mistake("F moves with x only", "F(x, c) moves because x does and because c does: two shares"): {"by_c": False},
    Mistake("F moves with c only", "F(x, c) moves because x does and because c does: two shares"): {"carry": False},
    Mistake("the slope of F held still", "in F/F_x the denominator moves, too: with x, and with c"): {"bends": False},
    Mistake("F_xc left out", "F_x moves because x does and because c does: two shares"): {"mixed": False},
    Mistake("x updated first", "the tangent of a round is made at the x before it: move dx first, or keep the old x"):
        {"late": True},
    Mistake("sign in the quotient rule", "where the denominator F_x grows, F/F_x shrinks, and it is subtracted"):
        {"sign": -1},
}
NEWTON_MISTAKES = {mistake: lambda *args, how=how: iterates(*args, **how) for mistake, how in SLIPS.items()}
EACH_TWICE = Mistake("F called again", "one call of F gives all five numbers of a round: keep them")


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
    few_calls(loan, rounds, tried, EACH_TWICE, spare=1, name="F")


def few_rounds(work, rng):
    """should be right for one round, none and two, with all shares of the tangent"""
    _expect_iterates(work, square_less, 1.0, 2.0, 1)
    F, x0, c = drawn_equation(rng), abs(weight(rng)), abs(weight(rng))
    for rounds in (0, 2):
        _expect_iterates(work, F, x0, c, rounds)


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
    (*NEWTON_MISTAKES, EACH_TWICE),
    after="Near the root F is almost 0, so the term with F drops out, dx cancels, and −F_c/F_x is left. That is how "
          "the tangent catches up.")

# --- 4: the equation -----------------------------------------------------------------------------------------------

IMPLICIT_SIGN = Mistake("sign", "F stays 0: what c adds to F, the movement of x must take away again")
UPSIDE_DOWN = Mistake("upside down", "F_x·dx + F_c·dc = 0: solve for dx/dc")
BY_C = Mistake("F_c alone", "F_c says how fast F moves with c. How far must x move to make up for it?")
IMPLICIT_MISTAKES = {
    IMPLICIT_SIGN: lambda F, x, c: F(x, c)[2] / F(x, c)[1], UPSIDE_DOWN: lambda F, x, c: -F(x, c)[1] / F(x, c)[2],
    BY_C: lambda F, x, c: F(x, c)[2]}


def _root(F, x, c):
    for _ in range(60):
        f, f_x, *_ = F(x, c)
        x = x - f / f_x
    return x


def any_equation(work, rng):
    """should be the slope of the root, whatever the equation, from one call of F"""
    for F, c in ((square_less, 4.0), (square_less, abs(weight(rng))), *(
            (drawn_equation(rng), abs(weight(rng))) for _ in range(2))):
        x, loan = 2.0 if c == 4.0 else float(_root(F, 1.0, c)), Loan(F, real=True)
        want = complex_step(lambda c, F=F, x=x: _root(F, x + 0 * c, c), c)
        tried = show_call(work.name, (loan, x, c))
        expect(work, (loan, x, c), want, tried=tried, rtol=1e-8, witness="complex step through the solver", because={
            mistake: wrong(F, x, c) for mistake, wrong in IMPLICIT_MISTAKES.items()})
        few_calls(loan, 1, tried, EACH_TWICE, spare=1, name="F")


implicit_df = Exercise(
    "implicit_df", "The slope of a root", (any_equation,), (
        "F(x(c), c) = 0 for every c. Differentiate both sides by c.",
        "F_x times the slope of the root, plus F_c, is 0."),
    (IMPLICIT_SIGN, UPSIDE_DOWN, BY_C, EACH_TWICE),
    after="No loop, no rounds, no stopping test: the solver may be any. That is the implicit function theorem.")
