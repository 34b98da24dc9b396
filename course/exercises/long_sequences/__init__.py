"""Long sequences: gradients that vanish or explode, and estimators that look back only so far."""
from course.exercises.long_sequences.clipping import clip_norm
from course.exercises.long_sequences.coins import sample_xi, xi_moments
from course.exercises.long_sequences.estimators import estimator_table
from course.exercises.long_sequences.powers import lag_norms, left_guess, sign_guess, spectral_report
from course.exercises.long_sequences.recursion import exact_mean_var, z_recursive
from course.exercises.long_sequences.windows import segment, tbptt
from course.exercises.order import unit

UNIT = unit("long_sequences", "Long sequences", (
    left_guess, sign_guess, lag_norms, spectral_report, segment, tbptt, xi_moments, sample_xi, z_recursive,
    exact_mean_var, estimator_table, clip_norm))
