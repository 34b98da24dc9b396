"""`course build --nbgrader DIR`: a standard nbgrader course, with one assignment for each unit."""
from __future__ import annotations

from pathlib import Path

from course.staff.authoring.pages import Page, read, text_of, write
from course.staff.authoring.student import marked
from course.staff.authoring.visible import with_advice
from course.staff.nbgrader import COURSE

CONFIG = f'''\
"""nbgrader's configuration for this course; edit it as you like: it is written once."""
c = get_config()  # noqa: F821 - nbgrader reads this file
c.CourseDirectory.course_id = "{COURSE}"

# Students get the stubs that notebooks/ has. The list is nbgrader's own but for CutSolutions.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "course.staff.nbgrader.cut.CutSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Without these lines a tag on a cell gives full marks in nbgrader's own autograde, and a submission's markup
# runs in the pages of feedback.
c.Execute.skip_cells_with_tag = "no-cell-may-be-skipped"
c.SanitizeHTML.enabled = True
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.sanitize.SanitizeHTML",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
'''


def lay_out(pages: list[Page], folder: Path) -> list[Path]:
    """Write source/<unit>/<unit>.ipynb for each page, and nbgrader_config.py once. Return what was written."""
    written = []
    for page in pages:
        name = page.solution.stem
        path = folder / "source" / name / page.solution.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if write(path, text_of(with_advice(marked(read(page.solution), page.points)))):
            written.append(path)
    config = folder / "nbgrader_config.py"
    if not config.exists():
        config.write_text(CONFIG, encoding="utf-8")
        written.append(config)
    return written
