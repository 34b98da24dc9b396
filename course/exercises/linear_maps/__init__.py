"""The derivative as a linear map: other orders than the two modes, its transpose, several seeds at once.

In the order of the unit:
  graphs, elimination     the nodes of a graph leave in any order
  bracketing              the same for a chain of Jacobians
  programs, transposing   a linear program turned round
  seeding                 a banded Jacobian in a few passes
  curvature               a Hessian times a vector
"""
from course.exercises.linear_maps.bracketing import best_bracketing
from course.exercises.linear_maps.curvature import hvp
from course.exercises.linear_maps.elimination import eliminate, order_guess
from course.exercises.linear_maps.seeding import seeded_jacobian, seeds_guess
from course.exercises.linear_maps.transposing import transpose, transpose_guess
from course.exercises.order import unit

__all__ = ["UNIT"]

UNIT = unit("linear_maps", "Linear maps", (
    order_guess, eliminate, best_bracketing, transpose_guess, transpose, seeds_guess, seeded_jacobian, hvp))
