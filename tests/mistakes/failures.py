"""Known wrong answers to failures: (exercise, recognised mistake or "", answer)."""

WRONG = [
    ("line_guess", "the slope of the function", 2),
    ("line_guess", "", 0),
]
