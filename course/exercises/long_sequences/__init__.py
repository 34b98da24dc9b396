"""Long sequences: gradients that vanish or explode, sweeps that are cut, and a cell that remembers."""
from course.exercises.long_sequences.clipping import clip_norm
from course.exercises.long_sequences.coins import sample_xi
from course.exercises.long_sequences.ending import reach_guess, trace_guess
from course.exercises.long_sequences.gates import gated_pull
from course.exercises.long_sequences.nonlinear import drive_guess, jacobian_product
from course.exercises.long_sequences.powers import lag_norms, left_guess, sign_guess
from course.exercises.long_sequences.recursion import exact_mean_var
from course.exercises.long_sequences.windows import tbptt
from course.exercises.order import unit

UNIT = unit("long_sequences", "Long sequences", (
    left_guess, sign_guess, lag_norms, jacobian_product, drive_guess, clip_norm, tbptt, sample_xi, exact_mean_var,
    gated_pull, trace_guess, reach_guess))
