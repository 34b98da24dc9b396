"""Known wrong answers to start: (exercise, recognised mistake or "", answer)."""
import numpy as np

WRONG = [
    ("first_guess", "skips a step", 3.0),
    ("first_guess", "adds at the product", 3.91),
    ("first_guess", "takes degrees", 0.105),
    ("first_guess", "", 7.0),
    ("node_values", "returns only the output", lambda x, y: (x + y) * np.sin(x)),
    ("node_values", "adds at the product", lambda x, y: [x + y, np.sin(x), x + y + np.sin(x)]),
    ("node_values", "", lambda x, y: [3.0, np.sin(2.0), 3 * np.sin(2.0)]),
]
