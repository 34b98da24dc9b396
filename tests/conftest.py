"""What holds for every test. `course test --long` also runs the searches that take minutes."""
import pytest

from course.checking import session


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the long searches, too")
    parser.addoption("--seconds", type=int, default=3600, help="how long a search that has no end of its own goes on")


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.timeout(0) if config.getoption("--long") else
                            pytest.mark.skip(reason="a long search: course test --long"))


@pytest.fixture(autouse=True)
def fresh_kernel(monkeypatch):
    """A test finds no exercise that another has checked."""
    for name in ("_reports", "_cases", "_hints"):
        monkeypatch.setattr(session, name, {})
    monkeypatch.setattr(session, "_checked", set())
    monkeypatch.setattr(session, "_trouble", "")
