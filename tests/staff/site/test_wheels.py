"""The course for the Python in a page: a wheel as installers read it, with what students get and no more."""
import csv
import sys
from base64 import urlsafe_b64encode
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from course import __version__
from course.checking import kept
from course.staff.site.wheels import course_wheel, entry, wheel


def test_a_wheel_lists_its_files_with_their_sums():
    name, data = wheel("some_name", "1.2", {"some_name/__init__.py": b"x = 1\n"})
    assert name == "some_name-1.2-py3-none-any.whl" and data == wheel("some_name", "1.2", {
        "some_name/__init__.py": b"x = 1\n"})[1]
    with ZipFile(BytesIO(data)) as zip:
        rows = list(csv.reader(StringIO(zip.read("some_name-1.2.dist-info/RECORD").decode())))
        for path, digest, size in rows[:-1]:
            held = zip.read(path)
            assert digest == "sha256=" + urlsafe_b64encode(sha256(held).digest()).rstrip(b"=").decode()
            assert int(size) == len(held)
        assert sorted(zip.namelist()) == sorted(row[0] for row in rows)


def test_a_lock_knows_it_by_its_other_name():
    name, about = entry(*wheel("some_name", "1.2", {"some_name/__init__.py": b"", "other.py": b""}))
    assert name == "some-name" and about["imports"] == ["other", "some_name"] and about["depends"] == []
    assert about["version"] == "1.2" and about["file_name"] == "some_name-1.2-py3-none-any.whl"


def test_the_course_has_its_data_and_no_graders():
    name, data = course_wheel()
    assert name == f"course-{__version__}-py3-none-any.whl"
    with ZipFile(BytesIO(data)) as zip:
        names = zip.namelist()
    assert {"course/networks/sunspots.csv", "course/pictures/moving/panel.js"} <= set(names)
    assert not any(path.endswith(".ipynb") for path in names)
    assert not {path.split("/")[2] for path in names if "/staff/" in path} & {"results", "nbgrader", "classes", "site"}


@pytest.fixture
def page(monkeypatch, tmp_path):
    monkeypatch.setattr(kept, "IN_BROWSER", True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_in_a_browser_progress_is_kept_in_its_one_folder(page):
    assert sys.platform != "emscripten" and kept.folder() == page
    kept.begin(page)
    assert [path.name for path in page.iterdir()] == [kept.FILE]
