"""Where derivatives fail: what no table of local derivatives can know."""
from course.exercises.failures.branches import lie_guess, lying_points
from course.exercises.failures.domains import safe_where, softplus_pair, stop_guess
from course.exercises.failures.fixed_points import fixed_point_vjp, settles_guess
from course.exercises.failures.kinks import line_guess, pick_slope
from course.exercises.failures.solvers import behind_guess, implicit_df, solver_df
from course.exercises.order import unit

__all__ = ["UNIT"]

UNIT = unit("failures", "Where derivatives fail", (
    line_guess, pick_slope, lie_guess, lying_points, behind_guess, solver_df, implicit_df, settles_guess,
    fixed_point_vjp, safe_where, softplus_pair, stop_guess))
