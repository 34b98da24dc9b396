"""All attacks and accidents, by theme."""
from attacks import course_only, escaping, exhausting, forging, lying, odd_files

THEMES = {
    "To get points without the work": forging.ATTACKS,
    "To get out": escaping.ATTACKS,
    "To take everything, or to end abruptly": exhausting.ATTACKS,
    "To speak to the grader": lying.ATTACKS,
    "Odd files, and honest work beside a fault": odd_files.ATTACKS,
    "Notebooks that go on, and answers that ask": course_only.ACCIDENTS,
}
# Themes without other graders: the first uses our connection, on the second they were not seen.
OURS = ("To speak to the grader", "Notebooks that go on, and answers that ask")
ON_UNITS = course_only.ON_UNITS
EVERYTHING = {name: attack for attacks in THEMES.values() for name, attack in attacks.items()}
