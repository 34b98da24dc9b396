"""Backprop through time: one recurrent network, its gradient backward, forward, by copies and by powers.

In the order of reading: nets, what is drawn and lent; running, untied; slips and sweeping, backward in time; powers;
forward_in_time and recurrent_learning.
"""
from course.exercises.bptt.forward_in_time import a_closed, partial_and_total
from course.exercises.bptt.powers import dL_dh_closed
from course.exercises.bptt.recurrent_learning import memory_guess, rtrl_step
from course.exercises.bptt.running import rnn_forward, time_guess, unrolled
from course.exercises.bptt.sweeping import adjoint_guess, bptt
from course.exercises.bptt.untied import bptt_by_tying
from course.exercises.order import unit

UNIT = unit("bptt", "Backprop through time", (
    rnn_forward, time_guess, unrolled, bptt_by_tying, adjoint_guess, bptt, dL_dh_closed, partial_and_total, a_closed,
    memory_guess, rtrl_step))
