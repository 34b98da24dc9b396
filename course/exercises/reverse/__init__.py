"""Reverse mode: the tape and the sweep, what each operation sends back, and what it all costs."""
from course.exercises.order import unit
from course.exercises.reverse.gates import gate_vjp
from course.exercises.reverse.memory import inference_guess, live_values
from course.exercises.reverse.price import best_mode, cheap_grad, sweeps_guess
from course.exercises.reverse.tape import recursion_guess, run_reverse
from course.exercises.reverse.traces import reverse_trace

UNIT = unit("reverse", "Reverse mode", (
    recursion_guess, run_reverse, reverse_trace, gate_vjp, cheap_grad, sweeps_guess, best_mode,
    inference_guess, live_values))
