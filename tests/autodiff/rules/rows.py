"""The rows by which the table is tested: every function on arrays of some shapes."""
import numpy as np

from course.autodiff import logsumexp, relu, sigmoid, softplus

M, V, S = (2, 3), (3,), ()                  # a matrix, a row of it, a number
SQUARE = 2.0 * np.eye(3)                    # keeps a random matrix regular
UNIT = (0.1, 0.9)

ALL = [[True, False, True], [False, True, True]]          # a mask for M

# function, shapes of its arguments, and, where it matters, the range they are drawn from
ANALYTIC = [
    *[(f, [M]) for f in (np.sin, np.cos, np.exp, np.expm1, np.arctan, np.sinh, np.cosh, np.tanh, np.negative,
                         np.square, np.exp2, np.arcsinh, sigmoid, softplus)],
    *[(f, [M], UNIT) for f in (np.tan, np.log, np.log1p, np.sqrt, np.arcsin, np.arccos, np.log2, np.log10, np.arctanh,
                               np.reciprocal)],
    (lambda x: np.arccosh(1.5 + x), [M], UNIT), (lambda x: np.float_power(x, 2.5), [M], UNIT),
    *[(f, shapes, UNIT) for f in (np.add, np.subtract, np.multiply, np.divide, np.power)
      for shapes in ([M, M], [M, V], [V, M], [M, S], [S, S], [(2, 1), (1, 3)], [(1,), M])],
    (lambda x: x**3, [M]), (lambda x: x**2, [S]), (lambda x: 2.0**x, [M]), (lambda x: 1 / x, [M], UNIT),
    (lambda x: x ** np.array([0, 1, 2]), [M]),
    (np.sum, [M]), (lambda x: np.sum(x, 0), [M]), (lambda x: x.sum(axis=(0, -1), keepdims=True), [(2, 3, 2)]),
    (np.mean, [M]), (lambda x: x.mean(-1, keepdims=True), [M]),
    (lambda x: np.sum(x, 0, None, None, True), [M]), (lambda x: np.mean(x, 0, None, None, True), [M]),
    (lambda x: np.reshape(x, [3, 2], order="C"), [M]),
    (lambda x: np.sum(x, where=ALL), [M]), (lambda x: x.sum(0, where=[[True], [False]], keepdims=True), [M]),
    (np.nansum, [M]), (lambda x: np.nansum(x * [1, 2, 3], axis=1), [M]),
    (np.average, [M]), (lambda x: np.average(x, 0, [1.0, 3.0]), [M]),
    (lambda x, w: np.average(x, weights=w + 3), [M, M]), (lambda x, w: np.average(x, 1, w + 3), [M, V]),
    (np.diff, [M]), (lambda x: np.diff(x, 2, 0), [(5, 2)]), (np.trapezoid, [M]),
    (lambda y, x: np.trapezoid(y, x), [M, V]), (lambda y: np.trapezoid(y, dx=0.5, axis=0), [M]),
    (lambda y: np.trapezoid(y, [0.0, 1.0, 3.0]), [M]),
    (lambda y, x: np.trapezoid(y, x, axis=0), [M, (2,)]), (lambda y, x: np.trapezoid(y, x), [M, M]),
    (np.cumprod, [M]), (lambda x: np.cumprod(x, axis=-1), [(2, 7)]), (lambda x: x.cumprod(0), [M]),
    (np.prod, [M]), (lambda x: np.prod(x, axis=0), [(5, 2)]), (lambda x: x.prod(-1, keepdims=True), [(2, 3, 4)]),
    (np.cumsum, [M]), (lambda x: np.cumsum(x, axis=-1), [M]), (lambda x: x.cumsum(0), [M]),
    (logsumexp, [M]), (lambda x: logsumexp(x, axis=1), [M]), (lambda x: logsumexp(x, 0, True), [M]),
    *[(np.matmul, shapes) for shapes in (
        [V, V], [M, V], [V, (3, 4)], [M, (3, 4)], [(5, 2, 3), (3, 4)], [(5, 2, 3), V], [V, (5, 3, 2)],
        [(5, 1, 2, 3), (4, 3, 2)])],
    *[(np.dot, shapes) for shapes in ([V, V], [M, V], [V, (3, 4)], [M, (3, 4)], [S, M])],
    *[(np.dot, shapes) for shapes in ([(2, 3, 4), (4, 2)], [V, (2, 3, 4)], [(2, 4), (3, 4, 2)])],
    *[(np.inner, shapes) for shapes in ([V, V], [M, V], [(4, 3), M], [S, M])], 
    *[(np.kron, shapes) for shapes in ([M, (2, 2)], [V, (2,)], [V, M])],
    *[(np.cross, shapes) for shapes in ([V, V], [M, V], [M, M])],
    (lambda a, b: np.cross(a, b, axis=0), [(3, 2), (3, 2)]), (lambda a, b: np.cross(a, b, 0, -1, 0), [(3, 2), V]),
    (lambda a, b, c: np.linalg.multi_dot([a, b, c]), [M, (3, 4), (4, 2)]),
    *[(lambda a, n=n: np.linalg.matrix_power(a + SQUARE, n), [(3, 3)]) for n in (1, 2, 5, -1, -2)],
    (lambda a: a * np.linalg.matrix_power(a, 0), [(3, 3)]),
    (lambda p, x: np.polyval(p, x), [(4,), M]), (lambda p, x: np.polyval(p, x), [(4,), S]),
    (np.linalg.outer, [V, (2,)]), (np.linalg.cross, [V, V]), (np.linalg.matmul, [M, (3, 4)]),
    (np.linalg.matrix_transpose, [M]), (np.outer, [V, M]),
    (np.tensordot, [(2, 3, 4), (3, 4, 5)]), (lambda a, b: np.tensordot(a, b, 1), [M, (3, 2)]),
    (lambda a, b: np.tensordot(a, b, ([0, -1], [1, 0])), [(2, 5, 3), (3, 2)]),
    *[(lambda *xs, rule=rule: np.einsum(rule, *xs), shapes) for rule, shapes in (
        ("ij,jk->ik", [M, (3, 4)]), ("ij,ij->", [M, M]), ("ii->i", [(3, 3)]), ("ii", [(3, 3)]), ("ij->j", [M]),
        ("ij,k->jk", [M, V]), ("i,i,i->i", [V, V, V]), ("...ij,...j->...i", [(5, 2, 3), (5, 3)]), ("ij->ji", [M]),
        ("ij,ij->i", [(2, 1), M]), ("i j , j", [M, V]), ("bij,jk", [(4, 2, 3), (3, 2)]), ("iij,j->i", [(2, 2, 3), V]))],
    (lambda a, b: np.einsum(a, [0, 1], b, [1, 2], [2, 0]), [M, (3, 4)]), (lambda a: np.einsum(a, [0, 0]), [(3, 3)]),
    (lambda a, b: np.einsum(a, [..., 0], b, [0], optimize=True), [M, V]),
    (np.transpose, [(2, 3, 4)]), (lambda x: np.transpose(x, (1, -1, 0)), [(2, 3, 4)]), (lambda x: x.T, [M]),
    (lambda x: x.transpose(1, 0), [M]), (lambda x: np.swapaxes(x, 0, -1), [(2, 3, 4)]),
    (lambda x: np.moveaxis(x, 0, -1), [(2, 3, 4)]), (lambda x: np.moveaxis(x, (0, 1), (-1, 0)), [(2, 3, 4)]),
    (lambda x: np.reshape(x, (3, 2)), [M]), (lambda x: x.reshape(-1), [M]), (lambda x: x.reshape(2, 3), [(6,)]),
    (np.ravel, [M]), (lambda x: x.flatten(), [M]), (lambda x: np.squeeze(x, 1), [(2, 1, 3)]),
    (lambda x: np.expand_dims(x, 1), [M]), (lambda x: np.flip(x, 1), [M]), (np.flip, [M]),
    (lambda x: np.broadcast_to(x, (4, 2, 3)), [(2, 1)]),
    (lambda a, b: np.concatenate([a, b, a]), [M, (1, 3)]), (lambda a, b: np.concatenate((a, b), axis=-1), [M, (2, 2)]),
    (lambda a, b: np.concatenate([a, np.ones(3), b], axis=None), [M, V]),
    (lambda a, b: np.stack([a, b]), [M, M]), (lambda a, b: np.stack([a, b], axis=-1), [V, V]),
    (lambda a, b: np.stack([a, b, 1.0]), [S, S]),
    (lambda a, b: np.hstack([a, b]), [M, (2, 1)]), (lambda a, b: np.hstack([a, b]), [V, S]),
    (lambda a, b: np.vstack([a, b]), [M, V]),
    (lambda x: np.concatenate(np.array_split(x, 2)[::-1]), [(5,)]), (np.copy, [M]), (np.positive, [M]),
    (lambda x: np.array_split(x, [1, 1, 9], axis=-1)[2], [M]), (lambda x: np.split(x, [2, 9])[0], [(5, 2)]),
    (lambda x: np.split(x, 3, axis=1)[1], [M]), (lambda x: np.split(x, [1, 4])[1], [(6,)]),
    (lambda x: np.pad(x, 2), [M]), (lambda x: np.pad(x, ((1, 0), (0, 2)), constant_values=3.0), [M]),
    *[(lambda x, mode=mode: np.pad(x, ((0, 1), (2, 1)), mode=mode), [M])
      for mode in ("edge", "wrap", "reflect", "symmetric")],
    (lambda x: np.roll(x, 1), [M]), (lambda x: np.roll(x, -4, 1), [M]),
    (lambda x: np.roll(x, (1, 2), axis=(0, 1)), [M]), (np.fliplr, [M]),
    (np.flipud, [M]), (np.fft.fftshift, [M]), (lambda x: np.fft.ifftshift(x, axes=1), [M]),
    (lambda a, b: np.linspace(a, b, 5), [S, S]), (lambda a, b: np.linspace(a, b, 4, endpoint=False), [V, S]),
    (np.rot90, [M]), (lambda x: np.rollaxis(x, 2), [(2, 3, 4)]),
    (lambda x: np.repeat(x, 2), [M]), (lambda x: x.repeat([1, 0, 2], axis=1), [M]),
    (lambda x: np.tile(x, (2, 1, 2)), [M]),
    (lambda x: np.take(x, [4, 0, 4]), [M]), (lambda x: x.take(1, axis=1), [M]), (lambda x: np.take(x, 3), [M]),
    (lambda x: np.take_along_axis(x, np.array([[0, 2], [1, 1]]), 1), [M]), (lambda x: np.delete(x, 1, axis=1), [M]),
    (lambda x: np.resize(x, (3, 4)), [M]), (lambda x: np.diagonal(x, 1), [(3, 4)]),
    (lambda x: x.diagonal(-1, axis1=1, axis2=2), [(2, 3, 3)]), (lambda x: np.trace(x, 1), [(3, 4)]),
    (lambda x: x.trace(-1, 1, 2), [(2, 3, 3)]),
    (lambda a, b: np.append(a, b), [M, V]), (lambda a, b: np.append(a, b, axis=0), [M, (1, 3)]),
    (lambda a, b: np.column_stack([a, b]), [(2,), M]), (lambda a, b: np.dstack([a, b]), [M, M]),
    (lambda x: np.atleast_1d(x), [S]), (lambda x: np.atleast_2d(x), [V]), (np.atleast_3d, [M]),
    (lambda a, b: sum(map(np.sum, np.atleast_2d(a, b * b))), [V, S]),
    (lambda x: np.hsplit(x, 3)[1], [M]), (lambda x: np.vsplit(x, 2)[1], [M]), (lambda x: np.hsplit(x, [1])[1], [V]),
    (lambda x: np.dsplit(x, 2)[1], [(2, 3, 4)]),
    (lambda a, b: np.multiply(*np.meshgrid(a, b)), [V, (2,)]),
    (lambda a, b: np.multiply(*np.meshgrid(a, b, indexing="ij")), [V, (2,)]),
    (lambda a, b, c: np.multiply(*np.meshgrid(a, b, c)[1:]), [V, (2,), (4,)]),
    (lambda a, b: np.multiply(*np.broadcast_arrays(a, b)), [M, V]), 
    (lambda x: np.array([x[0], x[1] ** 2, 3.0]), [V]), (lambda x: np.array([[x[0], x[1]], [x[2], x[0]]]) @ x[:2], [V]),
    (lambda x: np.array([x, x * x]), [V]), (lambda x: np.asarray(x) * x, [V]), (lambda x: np.full(3, x) * 2, [S]),
    (lambda x: np.sum([x[0], x[1] * x[2]]), [V]), (lambda a, b: np.mean([a, a * b]), [S, S]),
(lambda x: np.sin(np.array([x[0], x[1] * x[2]])), [V]),
    (lambda x: [x[0], x[1]] * x[:2], [V]), (lambda x: x[:2] - [1.0, x[2]], [V]), (lambda x: sum(list(x)), [V]),
    (lambda x: sigmoid(np.array([x[0], x[1]])), [V]), (lambda x: x * np.array([x[0], 1.0, x[1]]), [V]),
    (lambda x: np.concatenate([np.array([x[0]]), x]), [V]), (lambda x: x.item(1) * x.item(0, 1), [M]),
    (lambda x: np.array(x.tolist())[0] + x.flat[1], [V]),
    (lambda a, b: np.select([np.array([True, False, False]), np.array([True, True, False])], [a, b], 3.0), [M, V]),
    (np.diag, [V]), (lambda x: np.diag(x, 1), [V]), (np.diag, [M]), (lambda x: np.diag(x, -1), [(3, 4)]),
    (np.trace, [(3, 3)]), (np.trace, [(2, 4)]), (np.trace, [(3, 2, 2)]),
    (np.tril, [(3, 3)]), (lambda x: np.triu(x, 1), [(3, 3)]),
    *[(lambda x, i=i: x[i], [(3, 4)]) for i in (
        0, -1, slice(1, None), (slice(None), 1), (..., None, 2), (slice(None, None, -2), slice(3, 0, -1)),
        np.array([0, 2, 0]), (np.array([0, 1]), np.array([3, 3])), (slice(None), [1, 1]),
        np.arange(12).reshape(3, 4) > 5, (np.array([True, False, True]), 2))],
    (lambda a, b: np.convolve(a, b), [(5,), V]), (lambda a, b: np.convolve(a, b, "same"), [(5,), V]),
    (lambda a, b: np.convolve(a, b, "valid"), [V, (5,)]), 
    (lambda a: np.linalg.det(a + SQUARE), [(3, 3)]), (lambda a: np.linalg.det(a + SQUARE), [(2, 3, 3)]),
    (lambda a, b: np.linalg.solve(a + SQUARE, b), [(3, 3), V]),
    (lambda a, b: np.linalg.solve(a + SQUARE, b), [(2, 3, 3), (3, 2)]),
    (lambda a: np.linalg.inv(a + SQUARE), [(3, 3)]), (lambda a: np.linalg.inv(a + SQUARE), [(2, 3, 3)]),
    (lambda a, b: np.where(np.array([True, False, True]), a, b), [M, V]),
    (lambda a, b: np.where(np.array([[True], [False]]), a, b), [S, M]),
    (lambda a, b: np.where(True, a, b), [S, M]),
    (lambda a, b: np.where(False, a, b), [M, V]),
    (lambda a: np.sum(np.where(a * 0 == 0, a, np.ones(3))), [S]),
]
KINKED = [                                  # and what is not differentiable in complex numbers
    (lambda x: np.sum(x, dtype=float), [M]),
    (np.vdot, [M, M]),
    (lambda x: np.full_like(x, 3.0) * x + np.full_like(x, fill_value=x[0]), [M]),
    (lambda a, b: np.var([a, a * b, 1.0]), [S, S]),
    (lambda a, b: np.correlate(a, b), [(5,), V]),
    (lambda a, b: np.correlate(a, b, "full"), [(5,), V]),
    (lambda a: np.linalg.slogdet(a + SQUARE)[1], [(2, 3, 3)]),
    (lambda a: np.linalg.slogdet(a - SQUARE).sign * np.linalg.slogdet(a - SQUARE).logabsdet, [(3, 3)]),
    (np.cov, [M]), (lambda x: np.cov(x, rowvar=False, ddof=0), [(4, 2)]), (lambda x: np.cov(x, bias=True), [V]),
    (np.conjugate, [M]), (np.real, [M]), (np.matrix_transpose, [(2, 3, 4)]), (lambda x: x.mT, [M]),
    *[(f, [M]) for f in (np.cbrt, np.fabs, np.ptp, np.deg2rad, np.rad2deg, np.radians, np.degrees, np.nan_to_num)],
    *[(f, shapes) for f in (np.logaddexp, np.logaddexp2, np.hypot, np.fmax, np.fmin)
      for shapes in ([M, M], [M, V], [S, S])],
    *[(np.mod, shapes) for shapes in ([M, M], [M, V], [S, S])], (lambda x: x % 0.3, [M]), (lambda x: 2.0 % x, [M]),
    (lambda x: divmod(x, 0.3)[1] * x, [S]), (lambda x: np.ptp(x, 0), [M]), (lambda x: np.ptp(x, 1, keepdims=True), [M]),
    (lambda x: np.nan_to_num(np.where(x > 0, x, np.inf), posinf=3.0), [M]),
    (lambda x: np.nansum(np.where(x > 0, x, np.nan), 1), [M]), (lambda x: np.fmax(x, [1.0, np.nan, -1.0]), [M]),
    (lambda a: np.linalg.cholesky(a + 2 * SQUARE), [(3, 3)]),
    (lambda a: np.linalg.cholesky(a @ a.mT + SQUARE), [(2, 3, 3)]),
    (lambda x: x.astype(float) * 2, [M]),
    *[(f, [M]) for f in (np.abs, relu, np.max, np.min, np.amax, np.amin, np.linalg.norm)],
    *[(f, shapes) for f in (np.maximum, np.minimum, np.arctan2) for shapes in ([M, M], [M, V], [V, M], [S, S])],
    (lambda x: np.max(x, axis=1), [M]),
    (lambda x: np.max(x, 1, None, True), [M]), (lambda x: x.min(0, keepdims=True), [M]),
    (lambda x: np.clip(x, -0.5, 0.5), [M]), (lambda x: x.clip(min=0.1), [M]),
    (lambda x: np.linalg.norm(x, axis=0), [M]), (lambda x: np.linalg.norm(x, 1), [V]),
    (lambda x: np.linalg.norm(x, 3, 0), [M]),
    (lambda x: np.linalg.norm(x, np.inf, -1), [M]), (lambda x: np.linalg.norm(x, 2, 1, True), [M]),
    (np.max, [S]), (np.min, [S]), (np.linalg.norm, [S]), (lambda x: np.max(x) * x, [S]),
    (lambda x: np.var(x, 0), [M]), (lambda x: x.var(0, None, None, 1), [M]), (lambda x: np.std(x, axis=1, ddof=1), [M]),
]
# The order of the entries is taken from their values, so that no one program serves all of them.
SORTED = [
    (np.sort, [M]), (lambda x: np.partition(x, 1), [M]), (lambda x: np.partition(x, 1, axis=0), [M]),
    (lambda x: np.sort(x, 0), [M]), (lambda x: np.sort(x, axis=None), [M]), (np.median, [M]),
    (lambda x: np.median(x, axis=0), [(4, 2)]), (lambda x: np.median(x, 1), [M])]


def arguments(shapes, low=-1.0, high=1.0, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.uniform(low, high, shape)[()] for shape in shapes]


def case(row):
    f, shapes, *limits = row
    return f, tuple(arguments(shapes, *(limits[0] if limits else ()))), tuple(arguments(shapes, seed=1))
