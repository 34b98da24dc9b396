"""The chain rule: derivatives of chains, taken at the right points, with every result used again."""
from course.exercises.chain_rule.brackets import bracket_forward, bracket_reverse
from course.exercises.chain_rule.caching import f_df_cached, radial_grad
from course.exercises.chain_rule.chains import chain_guess, chain_trace
from course.exercises.chain_rule.neuron import neuron_grads, neuron_witness
from course.exercises.order import unit

UNIT = unit("chain_rule", "The chain rule", (
    chain_guess, chain_trace, neuron_grads, neuron_witness, f_df_cached, radial_grad, bracket_forward, bracket_reverse))