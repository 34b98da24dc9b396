"""The site as a new student meets it, with every way to another host closed: book, laboratory, handing in."""
import csv
import functools
import re
import subprocess
import sys
import threading
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from zipfile import ZipFile

import notebook_cells as books
import pytest

from course.exercises import UNITS, chain_rule
from course.staff.authoring.pages import read
from course.staff.setup.bootstrap import environment
from course.staff.setup.needs import ROOT
from course.staff.site.laboratory import live

SECONDS = 180
OWN = re.compile(r"http://127\.0\.0\.1|data:|blob:")
ICON = re.compile(r"/favicon.ico$")      # which browsers ask for of themselves
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 1000}


def course(*words):
    done = subprocess.run([sys.executable, "-m", "course", *map(str, words)], cwd=ROOT, env=environment(),
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of an offline site."""
    folder = tmp_path_factory.mktemp("site") / "public"
    course("site", folder, "--offline")
    return folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(site):
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def reader(browser):
    """Open pages in a browser that reaches this machine only; what else they ask for, or miss, is a fault."""
    contexts, faults = [], []

    def route(route):
        own = OWN.match(route.request.url)
        own or faults.append(route.request.url)
        route.continue_() if own else route.abort()

    def open_it(url, viewport=WIDE, theme="light"):
        context = browser.new_context(viewport=viewport, color_scheme=theme)
        contexts.append(context)
        context.route("**/*", route)
        context.on("response", lambda response: (
            response.status < 400 or ICON.search(response.url) or faults.append(response.url)))
        context.set_default_timeout(SECONDS * 1000)
        page = context.new_page()
        page.goto(url)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not set(faults)


def texts(path):
    """What can be read in a file of the site, also inside of the course's own wheel."""
    data = path.read_bytes()
    if path.name.startswith("course-"):
        with ZipFile(BytesIO(data)) as wheel:
            data = b"\n".join(wheel.read(name) for name in wheel.namelist())
    text = data.decode(errors="replace")
    yield unescape(re.sub(r"<[^>]*>", "", text)) if path.suffix == ".html" else text.replace('\\"', '"')


def test_no_line_of_a_solution_is_in_any_file(site):
    lines = {line for unit in UNITS for line in books.solution_lines(ROOT / "solutions" / unit.notebook)}
    files = [path for path in site.rglob("*") if path.is_file()]
    assert len(lines) > 100 and any(path.name.startswith("course-") for path in files)
    assert not [(path.name, line) for path in files for text in texts(path) for line in lines if line in text]


@pytest.mark.parametrize(("viewport", "theme", "filtered"), [
    (WIDE, "light", "none"), (WIDE, "dark", "invert(0.88) hue-rotate(180deg)"), (PHONE, "light", "none")])
def test_the_book_is_read(reader, address, viewport, theme, filtered):
    page = reader(address, viewport, theme)
    for unit in UNITS:
        page.goto(f"{address}/notebooks/{unit.notebook.replace('.ipynb', '.html')}")
        assert page.title().startswith(f"Unit {unit.number} · {unit.title}")
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert page.locator("details.course-hint[open]").count() == 0
        for image in page.locator("img.course-picture").all()[:1]:
            assert image.evaluate("image => getComputedStyle(image).filter") == filtered
    page.goto(f"{address}/notebooks/04_path_sums.html")
    page.wait_for_selector("mjx-container svg")


def test_a_word_is_found(reader, address):
    page = reader(address)
    page.get_by_placeholder("Search").fill("checkpoint")
    page.get_by_placeholder("Search").press("Enter")
    page.locator("#search-results a", has_text="Building autodiff systems").first.wait_for()


class Live:
    """A notebook in the laboratory, worked through by keyboard as students do: cell by cell with Shift and Enter."""

    def __init__(self, page, name):
        self.page, self.cells = page, live(read(ROOT / "notebooks" / name)).cells
        page.locator(".jp-Notebook .jp-Cell .jp-InputPrompt").first.wait_for()
        page.locator(".jp-Notebook .jp-Cell").first.click()
        page.keyboard.press("Escape")

    def work(self, answers, until=None):
        """Run cells down to the one with this source, writing these answers on the way."""
        while self.cells:
            cell = self.cells.pop(0)
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in answers:
                self.write(answers[name])
            self.page.keyboard.press("Shift+Enter")
            if cell.source == until:
                return

    def write(self, text):
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def says(self, text):
        self.page.locator(".jp-OutputArea-output", has_text=text).first.wait_for(state="attached")


def test_a_first_unit_is_met_from_the_front_page(reader, address):
    page = reader(address)
    page.get_by_role("link", name="Read Unit 00").click()
    page.get_by_role("link", name="Run this unit in the browser").click()
    unit = Live(page, UNITS[0].notebook)
    page.get_by_role("strong").get_by_text("You are in your browser.").wait_for()
    wrong = "def node_values(x, y):\n    return (x + y) * np.sin(x)"
    unit.work({"first_guess": "first_guess = 3 * np.sin(2)", "node_values": wrong}, "ex.node_values.check(node_values)")
    unit.says("give every inner node its value, not only the output: three numbers")
    panel = page.locator(".course-panel").first
    panel.get_by_label("Step").press("ArrowRight")
    panel.get_by_role("status").get_by_text("Step 2 of 4").wait_for()


def test_a_unit_is_finished_kept_downloaded_and_graded(reader, address, tmp_path):
    name = chain_rule.UNIT.notebook
    solved = {cell.id: cell.source for cell in read(ROOT / "solutions" / name).cells}
    answers = {cell.metadata.nbgrader.grade_id: solved[cell.id] for cell in read(ROOT / "notebooks" / name).cells
               if cell.metadata.get("nbgrader", {}).get("solution")}
    page = reader(f"{address}/live/notebooks/index.html?path={name}")
    unit = Live(page, name)
    unit.work(answers)
    unit.says("7 of 7 exercises pass")
    page.keyboard.press("Control+s")
    page.locator(".jp-NotebookCheckpoint", has_text=re.compile("now|second")).wait_for()
    page.wait_for_timeout(2000)     # that line may be one of before
    page.reload()
    Live(page, name).says("7 of 7 exercises pass")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    (tmp_path / "in/ada").mkdir(parents=True)
    download.value.save_as(tmp_path / "in/ada" / name)
    course("grade", tmp_path / "in", "--out", tmp_path / "out", "--trust", "--seed", 1)
    with (tmp_path / "out/totals.csv").open() as file:
        [row] = csv.DictReader(file)
    assert row["student"] == "ada" and float(row["points"]) == chain_rule.UNIT.points > 0
