"""The mathematics of one program: a table of local derivatives, and every mode of differentiation as a reading of it.

`one_file` is a whole engine, for numbers, in 170 lines: begin there. The rooms, in the order of the story:
  rules     each local derivative, stated once
  tracing   how plain NumPy code reaches the rules, and the graph of a run
  modes     forward, reverse, path by path: the orders in which edge weights are added up
  tools     Jacobians, rules of one's own, numeric checks, costs, tables
  written   the same sweeps written down: source transformation and compiled programs
Each imports from those before it. Beside them: `tree`, nested values, and `text`, numbers as short text.
"""
from course.autodiff.modes.forward import Dual, jvp, tangents
from course.autodiff.modes.pathwise import count_paths, path_sum, path_sums, path_value, paths
from course.autodiff.modes.reverse import adjoints, grad, value_and_grad, vjp
from course.autodiff.rules.elementary import relu, sigmoid, softplus
from course.autodiff.rules.primitive import Primitive
from course.autodiff.rules.reductions import logsumexp
from course.autodiff.rules.table import TABLE
from course.autodiff.text import short
from course.autodiff.tools.costs import cost
from course.autodiff.tools.elimination import Elimination, eliminate, eliminations
from course.autodiff.tools.examples import BARBER_2, DRONEN, PINGALI, barber_1, ladder
from course.autodiff.tools.formulas import derivative_formula, shared_size, written_size
from course.autodiff.tools.jacobians import elementwise_grad, hessian, hvp, jacobian
from course.autodiff.tools.linear_programs import run_linear, transpose
from course.autodiff.tools.numeric import central_difference, complex_step, forward_difference, gradcheck
from course.autodiff.tools.own_rules import checkpoint, custom, stop_gradient
from course.autodiff.tools.trace import trace_table
from course.autodiff.tracing.graph import Edge, Graph, Node, as_data, record
from course.autodiff.tracing.programs import OPERATIONS, input_names, run
from course.autodiff.written.compiler import compiled
from course.autodiff.written.source_code import source

__all__ = [
    "derivative_formula", "shared_size", "written_size",
    "BARBER_2", "DRONEN", "PINGALI", "barber_1", "ladder",
    "OPERATIONS", "TABLE", "Dual", "Edge", "Elimination", "Graph", "Node", "Primitive", "adjoints",
    "as_data",
    "central_difference", "checkpoint", "compiled", "complex_step", "cost", "count_paths", "custom", "elementwise_grad",
    "eliminate", "eliminations",
    "forward_difference", "grad", "gradcheck", "hessian", "hvp", "input_names", "jacobian", "jvp", "logsumexp",
    "path_sum", "path_sums", "path_value", "paths", "record", "relu", "run", "run_linear", "short", "sigmoid",
    "softplus", "source", "stop_gradient", "tangents", "trace_table", "transpose", "value_and_grad", "vjp"]
