"""Hand-ins as they arrive: folders, archives, names of every kind; nobody is forgotten, and nothing is trusted."""
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from staff import submissions as build

from course.exercises import UNITS
from course.staff.handins.files import Unreadable, read
from course.staff.handins.handin import arrivals, load, missing
from course.staff.handins.units import unit_of

START, CHAIN = UNITS[:2]
SUMS = next(unit for unit in UNITS if unit.topic == "path_sums")
WORK = json.dumps({"nbformat": 4, "cells": [build.code("from course.exercises import path_sums as ex"),
                                            build.code("paths = 1")]})
MOODLE = "Ada Lovelace_123_assignsubmission_file_"
CANVAS = "lovelaceada_101_5001_"


def put(path, text=WORK):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def zipped(path, files, when=(2026, 11, 1, 12, 0, 0)):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), data)
    return path


def found(root, **more):
    return [(each.student, each.unit.number, each.file.shown, each.note)
            for each in arrivals(root, UNITS, **more).hand_ins]


NAMES = ["04_path_sums.ipynb", "04_path_sums (1).ipynb", "04_path_sums-1.ipynb", "04_path_sums-Copy1.ipynb",
         "04_Path_Sums.ipynb", "04_PATH_SUMS.IPYNB", "04_path_sums.ipynb.txt", "04_path_sums.ipynb.json",
         "homework.ipynb", "5_tying.ipynb", "Müller, Übung 4.ipynb"]


@pytest.mark.parametrize("name", NAMES)
def test_the_unit_is_told_from_the_notebook_whatever_it_is_called(tmp_path, name):
    put(tmp_path / "ada" / "week 4" / name)
    note = "" if name == SUMS.notebook else f"it is called {name}"
    assert found(tmp_path) == [("ada", "04", f"ada/week 4/{name}", note)]


@pytest.mark.parametrize(("text", "name", "topic"), [
    ("import course.exercises.tying as ex", "04_path_sums.ipynb", "tying"),
    ("ex.paths.check(paths)", "x.ipynb", "path_sums"), ('{"grade_id": "paths-check"}', "x.ipynb", "path_sums"),
    ("", "long_sequences.ipynb", "long_sequences"), ("", "04.ipynb", "path_sums"), ("", "my 04_PathSums", None),
    ("", "Path Sums (2).ipynb", "path_sums"), ("print(1)", "scratch.ipynb", None)])
def test_what_tells_the_unit(text, name, topic):
    unit = unit_of(text, name, UNITS)
    assert (unit and unit.topic) == topic


@pytest.mark.parametrize("parts", [
    ["Ada Lovelace_123_assignsubmission_file_", "04.ipynb"], ["Ada Lovelace_123_assignsubmission_file", "04.ipynb"],
    ["Ada Lovelace_123_assignsubmission_file_04.ipynb"], ["week 4", f"{MOODLE}", "a", "04.ipynb"]])
@pytest.mark.parametrize("is_zip", [True, False])
def test_moodles_download_packed_or_not(tmp_path, parts, is_zip):
    if is_zip:
        zipped(tmp_path / "in" / "Kurs-04.zip", {"/".join(parts): WORK})
    else:
        put(tmp_path.joinpath("in", *parts))
    roots = [tmp_path / "in", *(tmp_path / "in").glob("*.zip")] if len(parts) < 4 else [tmp_path / "in"]
    for root in roots if is_zip else roots[:1]:
        hand_in, = arrivals(root, UNITS).hand_ins
        assert (hand_in.student, hand_in.unit) == ("Ada Lovelace", SUMS) and read(hand_in.file) == WORK.encode()
        assert hand_in.origin.startswith("Ada Lovelace_123_assignsubmission_file")


def test_canvas_download_packed_or_not(tmp_path):
    files = {f"{CANVAS}04_path_sums-2.ipynb": WORK, "boolegeorge_LATE_102_5002_04.ipynb": WORK}
    for name in files:
        put(tmp_path / "flat" / name)
    zipped(tmp_path / "submissions.zip", files)
    for root in (tmp_path / "flat", tmp_path / "submissions.zip"):
        boole, ada = arrivals(root, UNITS).hand_ins
        assert (ada.student, ada.note, ada.origin) == ("lovelaceada", "it is called 04_path_sums-2.ipynb", CANVAS)
        assert boole.student == "boolegeorge" and boole.note == "it is called 04.ipynb; Canvas calls it late"


def test_zips_of_students_inside_whatever_comes(tmp_path):
    mine = zipped(tmp_path / "mine.zip", {
        "my work/04.ipynb": WORK, "my work/helper.py": "x = 1", "__MACOSX/._04.ipynb": "",
        "deep/.ipynb_checkpoints/04.ipynb": ""}).read_bytes()
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ada.zip").write_bytes(mine)
    (tmp_path / "class" / "bob").mkdir()
    (tmp_path / "class" / "bob" / "hand-in.ZIP").write_bytes(mine)
    (tmp_path / "class" / f"{CANVAS}work.zip").write_bytes(mine)
    zipped(tmp_path / "class" / "moodle.zip", {"Eve Adams_7_assignsubmission_file_/work.zip": mine})
    came = arrivals(tmp_path / "class", UNITS)
    assert [each.student for each in came.hand_ins] == ["Eve Adams", "ada", "bob", "lovelaceada"] and not came.strange
    for each in came.hand_ins:
        assert load(each.file, each.helpers) == (WORK.encode(), (("helper.py", b"x = 1"),))


def test_times_in_archives_are_those_of_the_class(tmp_path):
    path = zipped(tmp_path / "in.zip", {f"{MOODLE}/04.ipynb": WORK})
    hand_in, = arrivals(path, UNITS, zone=ZoneInfo("Europe/Berlin")).hand_ins
    assert hand_in.when == datetime(2026, 11, 1, 11, tzinfo=UTC)
    inner = zipped(tmp_path / "inner.zip", {"04.ipynb": WORK}, (2020, 1, 1, 0, 0, 0)).read_bytes()
    path = zipped(tmp_path / "in2.zip", {f"{MOODLE}/work.zip": inner})
    hand_in, = arrivals(path, UNITS, zone=ZoneInfo("UTC")).hand_ins
    assert hand_in.when == datetime(2026, 11, 1, 12, tzinfo=UTC), "what is in a student's zip is of a student's clock"
    put(tmp_path / "class/ada/04.ipynb")
    put(tmp_path / "class/ada/timestamp.txt", "2026-11-01 10:00:00.000000 UTC\n")
    hand_in, = arrivals(tmp_path / "class", UNITS).hand_ins
    assert hand_in.when == datetime(2026, 11, 1, 10, tzinfo=UTC) and hand_in.helpers == ()


@pytest.mark.parametrize("data", [b"no zip", b"PK\3\4 cut off", b""])
def test_an_archive_that_cannot_be_opened_is_named(tmp_path, data):
    put(tmp_path / "ada" / "04.ipynb")
    (tmp_path / "bob.zip").write_bytes(data)
    came = arrivals(tmp_path, UNITS)
    assert [each.student for each in came.hand_ins] == ["ada"]
    assert came.strange[0].startswith("bob.zip: bob.zip can't be opened as a zip archive")


def test_a_broken_zip_of_one_student_costs_nobody_else_anything(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"04.ipynb": WORK}).read_bytes()
    files = {"Ada_1_assignsubmission_file_/a.zip": inner, "Bob_2_assignsubmission_file_/b.zip": b"no zip",
             "Eve_3_assignsubmission_file_/04.ipynb": WORK}
    path = zipped(tmp_path / "in.zip", files)
    data = path.read_bytes()
    path.write_bytes(data.replace(inner[40:60], bytes(20), 1))          # its sum is not right any more
    came = arrivals(path, UNITS)
    assert [each.student for each in came.hand_ins] == ["Eve"]
    assert [text.partition(":")[0] for text in came.strange] == [
        "Ada_1_assignsubmission_file_", "Bob_2_assignsubmission_file_"]


def test_a_name_in_an_archive_leads_nowhere(tmp_path):
    path = zipped(tmp_path / "ada.zip", {"../../05.ipynb": WORK, "04.ipynb": WORK, "../../../etc/evil.py": "",
                                         "/abs/x.py": "", "a\\..\\..\\b.py": ""})
    (tmp_path / "in").mkdir()
    path.rename(tmp_path / "in" / "ada.zip")
    hand_in, = arrivals(tmp_path / "in", UNITS).hand_ins
    assert hand_in.file.shown == "ada.zip/04.ipynb" and [name for name, _ in hand_in.helpers] == ["abs/x.py"]


def test_a_zip_of_more_than_it_says_is_not_unpacked_without_end(tmp_path):
    with zipfile.ZipFile(tmp_path / "ada.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("04.ipynb", bytes(30_000_000))
    (tmp_path / "in").mkdir()
    (tmp_path / "ada.zip").rename(tmp_path / "in" / "ada.zip")
    hand_in, = arrivals(tmp_path / "in", UNITS).hand_ins
    with pytest.raises(Unreadable, match="more than 20 MB"):
        load(hand_in.file)


def test_files_beside_the_notebook_come_along_and_others_do_not(tmp_path):
    for name in ("a/04.ipynb", "a/helper.py", "a/data/x.csv", "a/other.ipynb", "b/secret.py", "a/.hidden"):
        put(tmp_path / "ada" / name)
    put(tmp_path / "bob" / "helper.py")
    hand_in, = arrivals(tmp_path, UNITS).hand_ins
    assert sorted(name for name, _ in hand_in.helpers) == ["data/x.csv", "helper.py"]
    before = hand_in.digest
    put(tmp_path / "ada" / "a/helper.py", "changed")
    assert arrivals(tmp_path, UNITS).hand_ins[0].digest != before


def test_two_students_of_one_name_are_not_one(tmp_path):
    names = ("Anna Schmidt_1", "Anna Schmidt_2", "Ada Lovelace_3")
    for name in names:
        put(tmp_path / f"{name}_assignsubmission_file_" / "04.ipynb")
    put(tmp_path / "Ada Lovelace_77_assignsubmission_file_" / "05.ipynb", WORK.replace("path_sums", "tying"))
    assert [(student, unit) for student, unit, *_ in found(tmp_path)] == [
        ("Ada Lovelace", "04"), ("Ada Lovelace", "05"), ("Anna Schmidt 1", "04"), ("Anna Schmidt 2", "04")]


def test_who_is_not_known_and_what_belongs_to_nobody_is_said(tmp_path):
    put(tmp_path / "ada" / "04.ipynb")
    put(tmp_path / "eve" / "04.ipynb")
    put(tmp_path / "bob" / "scratch.ipynb", "{}")
    put(tmp_path / "04.ipynb")
    (tmp_path / "cy").mkdir()
    came = arrivals(tmp_path, UNITS, lambda sender: None if sender.name == "eve" else sender.name)
    assert [each.student for each in came.hand_ins] == ["ada"]
    assert came.strange == ["04.ipynb lies in no student's folder",
                            "nobody is known, or more than one, who is called eve",
                            "scratch.ipynb of bob belongs to no unit"]
    lacking = missing(came, ["ada", "bob", "cy", "dan"], [SUMS, CHAIN])
    assert [(each.student, each.unit.number, each.note) for each in lacking] == [
        ("ada", "01", "no 01_chain_rule.ipynb was handed in"),
        *(("bob", unit.number, f"no {unit.notebook} was handed in; there is scratch.ipynb") for unit in (SUMS, CHAIN)),
        *((name, unit.number, f"no {unit.notebook} was handed in") for name in ("cy", "dan") for unit in (SUMS, CHAIN))]


def test_a_link_in_the_place_of_a_students_folder_is_not_followed(tmp_path):
    put(tmp_path / "class" / "ada" / "04.ipynb")
    put(tmp_path / "elsewhere" / "04.ipynb")
    for name, target in (("bob", "ada"), ("cy", tmp_path / "elsewhere"), ("dan", "nowhere"), (".hidden", "ada")):
        (tmp_path / "class" / name).symlink_to(target)
    came = arrivals(tmp_path / "class", UNITS)
    assert [each.student for each in came.hand_ins] == ["ada"]
    note = ("no 04_path_sums.ipynb was handed in; the folder is a link, which is not followed: it may lead to "
            "somebody else's")
    assert {each.note for each in missing(came, ["bob", "cy", "dan"], [SUMS])} == {note}


def test_a_link_in_the_place_of_a_notebook_is_not_followed(tmp_path):
    put(tmp_path / "elsewhere.ipynb")
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "04_path_sums.ipynb").symlink_to(tmp_path / "elsewhere.ipynb")
    hand_in, = arrivals(tmp_path / "class", UNITS).hand_ins
    with pytest.raises(Unreadable, match="is a link, not a file"):
        load(hand_in.file)


def test_a_folder_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / "ada" / "shut").mkdir(parents=True)
    (tmp_path / "bob").mkdir()
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    came = arrivals(tmp_path, UNITS)
    assert came.strange == ["ada: shut can't be read"]
    ada, bob = missing(came, ["ada", "bob"], [START])
    assert ada.note.endswith("; shut can't be read") and "read" not in bob.note


def test_a_file_of_twenty_megabytes_is_refused(tmp_path):
    (tmp_path / "big").write_bytes(bytes(20_000_001))
    with pytest.raises(Unreadable, match="more than 20 MB"):
        read(tmp_path / "big")
    with pytest.raises(Unreadable, match="can't be read: No such file"):
        read(Path(tmp_path / "none"))
