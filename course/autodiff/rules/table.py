"""The table of primitives: every local derivative of the course is in one of these, and nowhere else."""
from __future__ import annotations

from course.autodiff.rules import elementary as e
from course.autodiff.rules.kinds import broadcast_to, sum_to
from course.autodiff.rules.matrices import cholesky, det, inv, logdet, solve_
from course.autodiff.rules.products import convolve_full, einsum_, matmul
from course.autodiff.rules.reductions import amax, amin
from course.autodiff.rules.structural import concatenate, cumsum, getitem, pad, reshape, scatter, sum_, transpose

TABLE = {p.name: p for p in (
    e.add, e.sub, e.mul, e.div, e.neg, e.power, e.sqrt, e.cbrt, e.exp, e.exp2, e.expm1, e.log, e.log2,
    e.log10, e.log1p, e.logaddexp, e.logaddexp2, e.sin, e.cos, e.tan, e.arcsin, e.arccos, e.arctan,
    e.arctan2, e.sinh, e.cosh, e.tanh, e.arcsinh, e.arccosh, e.arctanh, e.sigmoid, e.softplus, e.relu,
    e.absolute, e.hypot, e.mod, e.maximum, e.minimum, e.select, e.cast,
    sum_, cumsum, reshape, transpose, pad, concatenate, getitem, scatter, broadcast_to, sum_to,
    matmul, einsum_, convolve_full, solve_, inv, det, logdet, cholesky, amax, amin)}
