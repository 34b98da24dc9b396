"""The doctor names what is there, what is missing and how to mend it, with nothing installed too."""

import subprocess
import sys

from course.staff.commands import doctor
from course.staff.setup.needs import ROOT


def test_it_is_content_here(capsys):
    assert doctor.main(None) == 0
    printed = capsys.readouterr().out
    assert "numpy" in printed and "kernel starts" in printed and "Everything needed is there." in printed


def test_it_says_what_is_missing_and_how_to_mend_it():
    code = "from course.staff.commands import doctor; raise SystemExit(doctor.main(None))"
    bare = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert bare.returncode == 1, bare.stderr
    missing, mend = bare.stdout.splitlines()[2:4]
    assert missing.startswith("missing") and "numpy >=2.0,<3" in missing and "python -m course lab" in mend


def test_it_names_the_engine_that_draws(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda name, path=None: "/bin/graphviz-pure" if path else None)
    assert "graphviz-pure" in doctor._pictures().what
    monkeypatch.setattr(doctor.shutil, "which", lambda name, path=None: None)
    assert doctor._pictures().word == "without" and "text" in doctor._pictures().what


def test_it_tells_the_truth_of_an_installed_package(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(doctor, "is_installed", lambda: True)
    monkeypatch.setattr(doctor, "is_checkout", lambda: False)
    monkeypatch.setattr(doctor, "notebooks", lambda: tmp_path)
    monkeypatch.setattr(doctor, "missing", lambda extras: tuple(doctor.needs(["lab"])[:1]))
    assert doctor.main(None) == 1
    said = capsys.readouterr().out
    assert "the installed package, with 0 notebooks" in said and "get the course again" in said
    assert '-m pip install "numpy>=2.0,<3"' in said and "grading" not in said and "into .venv" not in said
