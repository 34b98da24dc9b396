"""What JupyterLite is told beside what the course's own lab is told: keys and a button."""
from __future__ import annotations

import json

from course.staff.setup.needs import ROOT

LAB = ROOT / "course/staff/setup/lab_settings/overrides.json"
DOWNLOAD = {        # which JupyterLite has in its lab only
    "@jupyterlab/mainmenu-extension:plugin": {"menus": [
        {"id": "jp-mainmenu-file", "items": [{"command": "docmanager:download", "rank": 1}]}]},
    "@jupyterlab/notebook-extension:panel": {"toolbar": [
        {"name": "download", "command": "docmanager:download", "label": "Download", "rank": 15}]}}
ARROWS = {          # this JupyterLab takes them before a slider in a panel sees them
    "ArrowUp": "notebook:move-cursor-up", "ArrowDown": "notebook:move-cursor-down",
    "ArrowLeft": "notebook:move-cursor-heading-above-or-collapse",
    "ArrowRight": "notebook:move-cursor-heading-below-or-expand"}
ANYWHERE = ".jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite) :focus"


def overrides() -> dict:
    """The settings, as JupyterLab's overrides.json has them."""
    keys = [shortcut for key, command in ARROWS.items() for shortcut in (
        {"command": command, "keys": [key], "selector": ANYWHERE, "disabled": True},
        {"command": command, "keys": [key], "selector": f"{ANYWHERE}:not(input):not(select)"})]
    return json.loads(LAB.read_text(encoding="utf-8")) | DOWNLOAD | {
        "@jupyterlab/shortcuts-extension:shortcuts": {"shortcuts": keys}}
