"""docs/sources.md: each of the five sources is cited, each of their items has a place, and each place exists."""
import re
from pathlib import Path

import notebook_cells as books
import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/sources.md"
TEXT = PAGE.read_text(encoding="utf-8")
# How many items were found in each source, and what the file of each shows of author, title and date.
SOURCES = {
    "Barber": (57, ("David Barber", "Deep Learning: Autodiff, Parameter Tying and Backprop Through Time", "2015")),
    "Pingali": (50, ("Keshav Pingali", "Back Propagation Made Easy", "no date")),
    "Dronen": (47, ("Nicholas Dronen", "Automatic Differentiation", "2019")),
    "Ong and Deisenroth": (46, ("Cheng Soon Ong", "Marc Peter Deisenroth",
                                "Backpropagation and automatic differentiation", "2020")),
    "Lippert": (45, ("Christoph Lippert", "Backpropagation Through Time", "D2L.ai", "Zhang et al., 2020", "no date")),
}
UNIT = r"\[Unit (?P<number>\d\d)\]\(\.\./notebooks/(?P<file>(?P=number)_\w+\.ipynb)\)"
PLACE = re.compile(rf"{UNIT}, (?:`\w+`|\*[^*]+\*)|\[[^\]]+\]\(#[\w-]+\)")
NAME = r"`\w+`|\*[^*\n]+\*"
NAMED = re.compile(rf"(?P<before>(?:(?:{NAME})(?:, | and | in ))*){UNIT}(?P<after>, (?:{NAME}) \|)?")
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]*)\)")


def section(heading):
    """What stands under a heading, up to the next one of its level or above."""
    level = heading.partition(" ")[0]
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", TEXT, re.M | re.S)
    assert found, f"the page has no heading {heading!r}"
    return found[1]


def items(source):
    """(item, place) of each row."""
    return re.findall(r"^\| (?!item |-)(.+) \| (.+) \|$", section(f"### Items: {source}"), re.M)


def anchors():
    """The names by which a page is entered at its headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", TEXT, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("source", SOURCES)
def test_the_source_is_cited_as_its_file_shows(source):
    citation = " ".join(section(f"## {source}").strip().partition("\n\n")[0].split())
    assert not [words for words in SOURCES[source][1] if words not in citation]


@pytest.mark.parametrize("source", SOURCES)
def test_every_item_has_a_place(source):
    names = [name for name, _ in items(source)]
    assert len(names) == len(set(names)) == SOURCES[source][0]
    assert not [(name, place) for name, place in items(source) if not PLACE.fullmatch(place)]


@pytest.mark.parametrize("source", SOURCES)
def test_errata_say_how_one_sees_them(source):
    rows = re.findall(r"^\| (?!in print |-)(.+) \|$", section(f"### Errata: {source}"), re.M)
    assert rows and all(len(row.split(" | ")) == 3 and all(row.split(" | ")) for row in rows)


def test_exercises_and_sections_are_where_the_page_says():
    checked, missing = 0, []
    for found in NAMED.finditer(TEXT):
        path = ROOT / "notebooks" / found["file"]
        code = "\n".join(books.code(path))
        headings = {line.lstrip("# ") for text in books.prose(path) for line in text.splitlines() if line[:3] == "## "}
        for name in re.findall(NAME, found["before"] + (found["after"] or "")):
            word, checked = name[1:-1], checked + 1
            there = f"ex.{word}.check({word})" in code if name[0] == "`" else word in headings
            missing += [] if there else [f"{found['file']} has no {name}"]
    assert not missing
    assert checked > sum(count for count, _ in SOURCES.values()) / 2


def test_links_lead_somewhere():
    targets = LINK.findall(TEXT)
    here = {target[1:] for target in targets if target.startswith("#")}
    assert here <= anchors()
    assert not [target for target in targets if target[0] != "#" and not (PAGE.parent / target).is_file()]
    assert len(re.findall(UNIT, TEXT)) == TEXT.count("../notebooks/"), "a unit is called by its number, and has it"


def test_the_front_page_and_whatever_settles_something_lead_here():
    assert "](docs/sources.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    texts = [text for path in ROOT.glob("*/*_*.ipynb") for text in books.prose(path) if "**Settled here" in text]
    assert texts and all("](../docs/sources.md)" in text for text in texts)
