"""Vectors, Jacobians, vjps: derivatives of vectors by vectors, and how adjoints travel back."""
from course.exercises.jacobians.layouts import pull_back
from course.exercises.jacobians.matrices import chain_row, jacobian, jacobian_guess
from course.exercises.jacobians.perceptron import mlp_vjp
from course.exercises.jacobians.transfer import linear_vjp, map_vjp, reduce_vjp
from course.exercises.order import unit

UNIT = unit("jacobians", "Vectors, Jacobians, vjps", (
    jacobian_guess, jacobian, chain_row, pull_back, linear_vjp, map_vjp, reduce_vjp, mlp_vjp))
