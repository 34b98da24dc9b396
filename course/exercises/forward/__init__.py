"""Forward mode: dual numbers, tangent traces, and programs of every kind."""
from course.exercises.forward.duals import epsilon_guess, run_dual
from course.exercises.forward.programs import classify_variant, control_flow_df, loop_df
from course.exercises.forward.traces import forward_trace, jacobian_forward, passes_guess
from course.exercises.order import unit

UNIT = unit("forward", "Forward mode", (
    epsilon_guess, run_dual, forward_trace, passes_guess, jacobian_forward, loop_df, control_flow_df, classify_variant))
