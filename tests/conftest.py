"""`course test --long` also runs the searches that take minutes."""
import pytest


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the long searches, too")
    parser.addoption("--seconds", type=int, default=3600, help="how long a search that has no end of its own goes on")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="a long search: course test --long"))
