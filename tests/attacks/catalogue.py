"""All attacks and accidents, by theme."""
from attacks import escaping, exhausting, forging, lying, odd_files

THEMES = {
    "To get points without the work": forging.ATTACKS,
    "To get out": escaping.ATTACKS,
    "To take everything, or to end abruptly": exhausting.ATTACKS,
    "To speak to the grader": lying.ATTACKS,
    "Odd files, and honest work beside a fault": odd_files.ATTACKS,
}
OURS = ("To speak to the grader",)         # themes that mean nothing to another grader: they use our connection
EVERYTHING = {name: attack for attacks in THEMES.values() for name, attack in attacks.items()}
