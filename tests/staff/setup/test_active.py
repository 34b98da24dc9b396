"""In a real browser nothing that a student wrote is active: no script runs, nothing is loaded."""
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from chromium import BROWSER, MISSING

from course.checking import Exercise, Outcome, Report, Unit
from course.staff.marking.marks import Mark
from course.staff.results.classpage import class_page
from course.staff.results.feedback import page
from course.staff.results.gradebook import Result
from course.staff.results.summary import by_unit

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not BROWSER, reason=MISSING)]
UNIT = Unit("98", "sums", "Sums", (Exercise("f", "The first", ()),))
PAYLOADS = (
    "<script>document.title = 'ran'; fetch('{0}/script')</script>",
    "<script src='{0}/src'></script>",
    "<img src='{0}/img' onerror=\"document.title = 'ran'\">",
    "<iframe srcdoc=\"<script>parent.document.title = 'ran'</script><img src='{0}/frame'>\"></iframe>",
    "<svg onload=\"document.title = 'ran'\"><image href='{0}/svg'/></svg>",
    "<style>@import url('{0}/import'); body {{ background: url('{0}/css'); width: expression(document.title='ran') }}"
    "</style><div style=\"background: url('{0}/style')\">x</div>",
    "<meta http-equiv='refresh' content='0; url={0}/refresh'><base href='{0}/base/'>",
    "<form action='{0}/form'><input autofocus onfocus=\"document.title = 'ran'; this.form.submit()\"></form>",
    "</title></style><link rel='stylesheet' href='{0}/link'>",
    "<details open ontoggle=\"document.title = 'ran'\">x</details>",
    "\" onmouseover=\"document.title='ran'\" style=\"background:url({0}/attribute)\" x=\"",
    "' autofocus onfocus='document.title=1' x='")


@pytest.fixture
def server():
    """An address, and what has been asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def shown(path, text, profile):
    """The document as the browser leaves it."""
    path.write_text(text, encoding="utf-8", errors="replace")
    done = subprocess.run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
                           "--virtual-time-budget=3000", "--dump-dom", path.as_uri()],
                          capture_output=True, text=True, timeout=120)
    assert "<h1>" in done.stdout, done.stderr[-2000:]
    return done.stdout


def marks(text):
    """An answer in all of whose traces there is this text."""
    found = Outcome("error", "should hold", 0, 1, (("tried", text), ("error", text), ("line", text)))
    report = Report("f", "The first", (found,))
    return (Mark("f", "The first", 0, 1, "error", 0.1, text, report, "", text),)


def test_nothing_of_a_students_is_active(tmp_path, server):
    address, asked = server
    payloads = [payload.format(address) for payload in PAYLOADS]
    results = [Result(text, "98_sums", "digest", marks(text)) for text in payloads]
    broken = [Mark("f", "The first", 0, 1, "broken", 0.0, text) for text in payloads[:1]]
    results.append(Result("".join(payloads), "98_sums", "digest", tuple(broken)))
    whole = results[0]._replace(student="".join(payloads), marks=marks("".join(payloads)))
    pages = [class_page(by_unit(results, (UNIT,))), page(whole, UNIT),
             page(results[-1], UNIT)]
    for number, text in enumerate(pages):
        left = shown(tmp_path / f"{number}.html", text, tmp_path / "profile")
        assert "<title>ran" not in left and "<title>1" not in left and left.count("&lt;script&gt;") >= 1
        assert not asked


@pytest.mark.parametrize("payload", PAYLOADS[:4])
def test_the_browser_would_have_noticed(tmp_path, server, payload):
    address, asked = server
    left = shown(tmp_path / "page.html", f"<!doctype html><title>t</title><h1>x</h1>{payload.format(address)}",
                 tmp_path / "profile")
    assert asked or "<title>ran" in left


def test_the_policy_holds_should_escaping_fail(tmp_path, server):
    address, asked = server
    evil = "".join(PAYLOADS[:6]).format(address)
    text = page(Result("ada", "98_sums", "digest", marks("here")), UNIT).replace("here", evil)
    left = shown(tmp_path / "page.html", text, tmp_path / "profile")
    assert "<title>ran" not in left and not asked
