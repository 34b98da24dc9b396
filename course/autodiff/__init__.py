"""The mathematics of one program: a table of primitives, and every mode of differentiation as a reading of it.

The files in the order in which they tell the story:
  primitive, outside, kinds, elementwise, linear, products, reductions, table   each local derivative, stated once
  syntax, shaping, numpy_names                            how plain NumPy code reaches the table
  graph, forward, tape, reverse, paths                    the orders in which edge weights are added up
  jacobian, custom, numeric, cost, trace                  what is made of these
  symbols, spelling, pasted, source, compiled             the same sweeps, followed once and written down
"""
from course.autodiff.compiled import compiled
from course.autodiff.cost import cost
from course.autodiff.custom import checkpoint, custom, stop_gradient
from course.autodiff.elementwise import relu, sigmoid, softplus
from course.autodiff.examples import BARBER_2, DRONEN, PINGALI, barber_1, ladder
from course.autodiff.formulas import derivative_formula, shared_size, written_size
from course.autodiff.forward import Dual, jvp, tangents
from course.autodiff.graph import Edge, Graph, Node, as_data, record
from course.autodiff.jacobian import elementwise_grad, hessian, hvp, jacobian
from course.autodiff.numeric import central_difference, complex_step, forward_difference, gradcheck
from course.autodiff.paths import count_paths, path_sum, path_sums, path_value, paths
from course.autodiff.primitive import Primitive
from course.autodiff.programs import OPERATIONS, input_names, run
from course.autodiff.reductions import logsumexp
from course.autodiff.reverse import adjoints, grad, value_and_grad, vjp
from course.autodiff.source import source
from course.autodiff.table import TABLE
from course.autodiff.text import short
from course.autodiff.trace import trace_table

__all__ = [
    "derivative_formula", "shared_size", "written_size",
    "BARBER_2", "DRONEN", "PINGALI", "barber_1", "ladder",
    "OPERATIONS", "TABLE", "Dual", "Edge", "Graph", "Node", "Primitive", "adjoints", "as_data",
    "central_difference", "checkpoint", "compiled", "complex_step", "cost", "count_paths", "custom", "elementwise_grad",
    "forward_difference", "grad", "gradcheck", "hessian", "hvp", "input_names", "jacobian", "jvp", "logsumexp",
    "path_sum", "path_sums", "path_value", "paths", "record", "relu", "run", "short", "sigmoid",
    "softplus", "source", "stop_gradient", "tangents", "trace_table", "value_and_grad", "vjp"]
