"""A recurrent network and every gradient of it: each a function of (params, task), so that they can be compared.

In the order of reading:
  network                          parameters, a task, forward
  through_time                     backprop through time, by hand
  other_ways, unrolling            the same gradient by the tape, by copies, by powers, forward in time; step by step
  truncated, estimators            windows that look back only so far, regular and at random; bias and variance
  growth, costs                    powers of a matrix; what a call takes
  cells, remembering               a plain cell and one with a gate, sweeps through either; a task for long memory
"""
from course.networks.rnn.cells import GATED, PLAIN, Cell, swept_back, tbptt
from course.networks.rnn.costs import measured
from course.networks.rnn.estimators import estimates
from course.networks.rnn.growth import clip_norm, power_norms, spectral_radius, with_radius
from course.networks.rnn.network import Params, Task, forward, loss, new_params, output, softmax, step
from course.networks.rnn.other_ways import by_copies, by_powers, by_tape, copies, rtrl, rtrl_steps
from course.networks.rnn.remembering import remembered, shown
from course.networks.rnn.through_time import bptt, checkpointed, looking_back
from course.networks.rnn.truncated import chunked, coins, moments, randomised, segmented, sliding
from course.networks.rnn.unrolling import run_network, unrolled

__all__ = [
    "EXACT", "GATED", "PLAIN", "Cell", "Params", "Task", "bptt", "by_copies", "by_powers", "by_tape",
    "checkpointed", "chunked", "clip_norm", "coins", "copies", "estimates", "forward", "looking_back", "loss",
    "measured", "moments", "new_params", "output", "power_norms", "randomised", "remembered", "rtrl", "rtrl_steps",
    "run_network", "segmented", "shown", "sliding", "softmax", "spectral_radius", "step", "swept_back", "tbptt",
    "unrolled", "with_radius"]

# Every way to the exact gradient. (by_powers is for linear networks only.)
EXACT = {"hand-derived BPTT": bptt, "tape": by_tape, "untied copies": by_copies, "matrix powers": by_powers,
         "RTRL": rtrl, "checkpointed BPTT": checkpointed}
