"""A real JupyterLab in a real browser: `course test --long`, where there is a Chromium."""
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from socket import create_server
from urllib.request import urlopen

import pytest
from chromium import BROWSER, MISSING

from course.staff.setup.needs import ROOT
from course.staff.setup.programs import lab

SECONDS = 120


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(ROOT / "tests/browser"):
            item.add_marker(pytest.mark.long)
            if not BROWSER:
                item.add_marker(pytest.mark.skip(reason=MISSING))


@contextmanager
def served(folder):
    """The address of a lab on this folder."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {f"JUPYTERLAB_{what}_DIR": str(folder / what.lower()) for what in ("SETTINGS", "WORKSPACES")}
    words = lab(folder, ["--no-browser", f"--port={port}", "--IdentityProvider.token="])
    with (folder / "lab.log").open("w") as log, subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=os.environ | own, stdout=log, stderr=log) as server:
        try:
            yield _ready(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


def _ready(address):
    for _ in range(SECONDS):
        try:
            with urlopen(f"{address}/api"):
                return address
        except OSError:
            time.sleep(1)
    raise TimeoutError(f"no lab answered at {address}")


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    """A folder with all notebooks of students, and the address of a lab on it."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder, dirs_exist_ok=True)
    with served(folder) as address:
        yield folder, address


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="the extra `browser` is not installed")
    with playwright.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


class Page:
    """A notebook in the lab, as somebody uses it."""

    def __init__(self, page, address, name):
        self.page = page
        page.goto(f"{address}/lab/tree/{name}?reset")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=SECONDS * 1000)
        page.wait_for_selector("text=| Idle", timeout=SECONDS * 1000)

    def run(self):
        """Run all cells."""
        self.page.click(".lm-MenuBar-itemLabel >> text=Run")
        self.page.click("text=Run All Cells >> nth=0")
        self.page.wait_for_function(DONE, timeout=10 * SECONDS * 1000)
        return self

    def panel(self, place=0):
        """A thing to move: its controls by their labels, and its sentence."""
        return self.page.locator(".course-panel").nth(place)


# Every code cell with text has a number, and none is waiting.
DONE = """() => { const all = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')];
    const numbers = all.map(cell => cell.querySelector('.jp-InputPrompt').textContent);
    return numbers.some(n => /\\d/.test(n)) && !numbers.some(n => n.includes('*')); }"""


@pytest.fixture
def opened(browser, desk):
    """Open a notebook in a page of this width and theme."""
    pages = []

    def open_it(name, width=1280, theme="light"):
        page = browser.new_page(viewport={"width": width, "height": 1200})
        pages.append(page)
        found = Page(page, desk[1], name)
        page.click(".lm-MenuBar-itemLabel >> text=Settings")
        page.hover(".lm-Menu-itemLabel >> text=Theme >> nth=0")
        page.click(f".lm-Menu-itemLabel >> text=/^JupyterLab {theme.title()}$/")
        page.wait_for_selector(f"body[data-jp-theme-name='JupyterLab {theme.title()}']", state="attached")
        return found

    yield open_it
    for page in pages:
        page.close()
