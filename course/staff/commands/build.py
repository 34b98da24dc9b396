"""`course build`: runs the notebooks of solutions/, the only source, and makes those of notebooks/ from them."""

from pathlib import Path

from nbclient.exceptions import CellTimeoutError, DeadKernelError

from course.exercises import UNITS
from course.staff.authoring.execute import executed, tidy
from course.staff.authoring.faults import faults
from course.staff.authoring.folding import folded
from course.staff.authoring.numbering import front_page, linked, misnamed, nameless, numbered, rename
from course.staff.authoring.pages import Faulty, Page, pages, read, shown, text_of, write
from course.staff.authoring.stored import as_stored
from course.staff.authoring.student import cleared, is_answer
from course.staff.authoring.visible import student_version
from course.staff.nbgrader.layout import lay_out
from course.staff.setup.needs import ROOT


def main(args, units=UNITS, root=ROOT) -> int:
    """Build or check the units that are asked for; 1 if one of them is at fault or out of date."""
    if args.renumber:
        renumber(root, units)
    try:
        asked = pages(units, args.units, root)
    except Faulty as fault:
        print(fault)
        return 1
    if args.nbgrader:
        written = lay_out(asked, args.nbgrader)
        print(f"Wrote {', '.join(map(str, written))}." if written else f"{args.nbgrader} is up to date.")
        return 0
    if args.check:
        sentences = [sentence for page in asked for sentence in outdated(page)]
        sentences += [] if args.units else strays(asked, root) + out_of_order(root, units)
        print(*sentences or ["notebooks/ is what course build makes of solutions/."], sep="\n")
        return int(bool(sentences))
    return int(not all([_attempt(page, not (args.no_run or args.renumber), args.anew) for page in asked]))


def build(page: Page, run: bool = True, anew: bool = False) -> list[Path]:
    """Bring both notebooks of a page up to date and return those that were written. Raises Faulty.

    With `anew` every output is stored as it comes from the run.
    """
    solution = _as_listed(page, read(page.solution))
    if run:
        _refuse(page, faults(cleared(solution), page.points))
        solution = as_stored(_run(page, solution), None if anew else solution)
    _refuse(page, faults(solution, page.points) + nameless(solution))
    versions = {page.solution: solution, page.notebook: student_version(solution, page.points)}
    return [path for path, notebook in versions.items() if write(path, text_of(notebook))]


def outdated(page: Page) -> list[str]:
    """A sentence for each reason to build this page; runs nothing."""
    try:
        stored = read(page.solution)
        solution = _as_listed(page, stored)
        _refuse(page, faults(solution, page.points) + nameless(solution))
        notebook = read(page.notebook)
    except Faulty as fault:
        return [str(fault)]
    found, number = [], page.unit.number
    if never_run := [str(n) for n, cell in enumerate(solution.cells, 1) if _waits(cell)]:
        found.append(f"{shown(page.solution)}: never run: cell {', '.join(never_run)}. Run: course build {number}")
    elif text_of(tidy(stored)) != text_of(solution):
        found.append(f"{shown(page.solution)}: a number, title or worth is not that of the list of units. "
                     f"Run: course build --no-run {number}")
    elif text_of(stored) != text_of(solution):
        found.append(f"{shown(page.solution)} holds more than a build leaves there. Run: course build {number}")
    if text_of(notebook) != text_of(student_version(solution, page.points)):
        marks = any(is_answer(cell) for cell in notebook.cells)
        state = "still has solution marks" if marks else f"is not what {shown(page.solution)} makes"
        found.append(f"{shown(page.notebook)} {state}. Run: course build --no-run {number}")
    return found


def strays(asked: list[Page], root: Path = ROOT) -> list[str]:
    """A sentence for each notebook that belongs to no unit."""
    known = {path for page in asked for path in (page.solution, page.notebook)}
    found = sorted({*root.glob("solutions/*.ipynb"), *root.glob("notebooks/*.ipynb")} - known)
    return [f"{shown(path)} belongs to no unit. Add it to course/exercises/order.py, or delete it." for path in found]


def out_of_order(root: Path, units) -> list[str]:
    """A sentence for each file whose name or table is not as the list of units has it."""
    found = [f"{shown(path)} should be {place.name}. Run: course build --renumber"
             for path, place in misnamed(root, units).items()]
    readme = root / "README.md"
    if readme.exists() and (text := readme.read_text(encoding="utf-8")) != front_page(text, units):
        found.append("README.md: its table is not the list of units. Run: course build --renumber")
    return found + [f"{shown(path)}: a link to a unit is out of date. Run: course build --renumber"
                    for path, text in _relinked(root, units).items() if text != path.read_text(encoding="utf-8")]


def renumber(root: Path, units):
    """Give the files their numbers, README its table, and the pages of docs/ their links."""
    names = misnamed(root, units)
    rename(names)
    print(*[f"{shown(path)} is now {place.name}." for path, place in names.items()], sep="\n", end="\n" * bool(names))
    readme = root / "README.md"
    if write(readme, front_page(readme.read_text(encoding="utf-8"), units)):
        print("README.md has the table of the list.")
    for path, text in _relinked(root, units).items():
        if write(path, text):
            print(f"{shown(path)} has the numbers of the list.")


def _relinked(root, units):
    """The pages of docs/, with their links to units as the list gives them."""
    return {path: linked(path.read_text(encoding="utf-8"), units) for path in sorted(root.glob("docs/*.md"))}


def _as_listed(page, notebook):
    return folded(numbered(tidy(notebook), page.unit, page.units))


def _attempt(page, run, anew):
    print(f"{shown(page.solution)} ...", end=" ", flush=True)
    try:
        written = build(page, run, anew)
    except Faulty as fault:
        print(f"not built.\n{fault}")
        return False
    print(f"wrote {' and '.join(map(shown, written))}." if written else "is up to date.")
    return True


def _run(page, solution):
    try:
        return executed(solution, page.solution.parent)
    except CellTimeoutError as error:
        raise Faulty(f"{shown(page.solution)}: {str(error).splitlines()[0]}") from None
    except DeadKernelError:
        raise Faulty(f"{shown(page.solution)}: the kernel died while the notebook ran.") from None


def _refuse(page, sentences):
    if sentences:
        raise Faulty("\n".join(f"{shown(page.solution)}: {sentence}." for sentence in sentences))


def _waits(cell):
    skipped = "nbval-skip" in cell.metadata.get("tags", ())
    return cell.cell_type == "code" and cell.execution_count is None and not skipped
