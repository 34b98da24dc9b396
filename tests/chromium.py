"""The browser that tests use, if there is one."""
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
MISSING = f"there is no {', '.join(NAMES)} on PATH"
