"""The published table is made of this catalogue and of what was seen of other graders."""
import json

from attacks import table
from attacks.catalogue import EVERYTHING, OURS, THEMES


def test_the_page_is_what_the_catalogue_makes():
    assert table.PAGE.read_text(encoding="utf-8") == table.page()


def test_other_graders_were_seen_on_all_that_means_something_to_them():
    seen = json.loads(table.SEEN.read_text(encoding="utf-8"))
    wanted = {name for theme, attacks in THEMES.items() if theme not in OURS for name in attacks}
    assert wanted == set(seen) - {"date"} and len(wanted) + sum(len(THEMES[theme]) for theme in OURS) == len(EVERYTHING)
    assert all(set(seen[name]) == set(table.PEERS) for name in wanted)


def test_what_is_wrong_is_bold():
    right = {"points": 1, "hangs": False, "class": True, "left": False, "reached": False, "changed": False}
    assert table.shown(right, 1) == "1" and table.shown(right | {"points": None}, 0) == "nothing graded"
    assert table.shown(right, 0) == "**1**" and table.shown(right | {"points": None}, 1) == "**nothing graded**"
    assert table.shown(right | {"class": False}, 1) == "**1, stops the class**"
