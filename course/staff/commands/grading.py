"""One run of grading, alone in its folder: what is new or older is graded, and everything else brought up to date."""
from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from course.exercises import UNITS
from course.staff.authoring.asked import Faulty, asked
from course.staff.classes.classfile import Class
from course.staff.handins.handin import Arrivals, HandIn, missing
from course.staff.marking.cluster import graded_on_cluster
from course.staff.marking.counted import EVERY, counted
from course.staff.marking.marks import Mark, clean, is_final, unmarked
from course.staff.marking.worker import Job
from course.staff.marking.workers import graded
from course.staff.options.grade import LOOK, OLDER
from course.staff.options.values import new_seed
from course.staff.results.byhand import ByHand, remember, remembered
from course.staff.results.ending import ending, here, to_look_at
from course.staff.results.feedback import page
from course.staff.results.gradebook import Gradebook, Result
from course.staff.results.older import CHANGES, changes, merged, note_changes, older, told, wanted, with_checks
from course.staff.results.pages import write_pages
from course.staff.results.standing import standings
from course.staff.results.summary import by_unit
from course.staff.results.tables import write_tables
from course.staff.running.submission import Limits

LOST = "lost "          # before the digest of a hand-in whose grading came to no end
FILE_URL = "sqlite:///"
STEM = {unit: Path(unit.notebook).stem for unit in UNITS}


class Run:
    """One run of the command, alone in its folder."""

    def __init__(self, args, arrived: Arrivals, known: Class):
        self.args, self.arrived, self.known = args, arrived, known
        self.book = Gradebook(args.out, args.seed, new_seed)
        for sentence in self.book.mended:
            print(sentence, file=sys.stderr)
        self._remember()
        self.by_hand: ByHand = remembered(args.out)
        self.changed, self.regraded, self.new, self.lost = [], 0, 0, []
        self.stale = older(self.book.results.values(), UNITS)
        self.again = {} if args.regrade is None else wanted(args.regrade, self.book.results.values(), UNITS, self.stale)
        print(f"The seed is {self.book.seed}.", file=sys.stderr)
        if args.trust:
            print("Without a sandbox: submissions run as you, and may do all that you may.", file=sys.stderr)

    def grade(self):
        """Grade what is new or asked for again, after nbgrader's gradebook, if one is asked for, could be opened."""
        self._fill([])                      # said now, and not after hours, when it cannot be opened
        for each in self._missing():
            self._keep(each, unmarked(each.unit, "missing", ""))
        todo = [each for each in self.arrived.hand_ins if not self.book.has(*_key(each), each.digest)
                or _key(each) in self.again]
        due = monotonic() + EVERY
        try:
            for each, marks in counted(_way(self.args, self.book.seed)(todo), len(todo)):
                self._keep(each, marks)
                self.new += 1
                if (began := monotonic()) > due:
                    self._tables()              # a large class has large tables: not more than a tenth of the time
                    due = monotonic() + max(EVERY, 9 * (monotonic() - began))
        finally:
            self._tables()
        self.stale = older(self.book.results.values(), UNITS)

    def write(self):
        """Bring nbgrader's gradebook, missing pages and the tables up to date."""
        print(self._fill(self.arrived.hand_ins), end="")
        self._tables()
        if lacking := write_pages(self.args.out, self.book.results, self._standings(), UNITS):
            print(f"{lacking} pages of feedback were missing, and were written again.", file=sys.stderr)

    def end(self) -> int:
        """Say what was done and what is left; return the exit code."""
        out, units = self.args.out, [STEM[unit] for unit in asked(UNITS, self.args.unit)] if self.args.unit else ()
        found = here(self.arrived, self._standings(), units)
        print(*ending(self.arrived, found, self.new), sep="\n")
        if self.again:
            lines = [clean(f"{', '.join(place)}: {then} -> {now}") for *place, then, now in sorted(self.changed)]
            print(f"Graded again: {self.regraded} results. {'Changed:' if lines else 'No points have changed.'}",
                  *lines, sep="\n")
            print(f"Every change so far, those of runs that were stopped included, is in {out / CHANGES}.")
        print(f"Wrote {out / 'grades.csv'}, {out / 'totals.csv'} and {out / 'feedback'}. "
              f"The seed was {self.book.seed}.")
        faults = list(_faults(self.book))
        faults += [f"Not graded: {clean(', '.join(self.lost))}. Run the same command again to try once more."
                   ] * bool(self.lost)
        sentences = told(self.stale)
        sentences += ["Nothing of them has changed. To grade them again add --regrade, or --regrade UNIT.EXERCISE."
                      ] * bool(sentences)
        print(*faults, *sentences, sep="\n", end="\n" * bool(faults or sentences), file=sys.stderr)
        if faults:
            return 1
        return LOOK * (bool(self.book.mended) or to_look_at(self.arrived, found)) + OLDER * bool(self.stale)

    def _remember(self):
        asked_for = {STEM[unit] for unit in asked(UNITS, self.args.unit)} if self.args.unit else set()
        now = {"asked": sorted(asked_for.union(self.book.run.get("asked", ())))}
        if self.args.class_file:
            now["class"] = str(self.args.class_file.resolve())
        self.book.note(**now)

    def _missing(self) -> list[HandIn]:
        """Who has not handed in what; what was graded before stays, also when it is not here any more."""
        names = self.args.unit or self.known.units
        units = asked(UNITS, names) if names else dict.fromkeys(each.unit for each in self.arrived.hand_ins)
        students = {*self.arrived.students, *(self.known.roster.students if self.known.roster else ())}
        return [each for each in missing(self.arrived, sorted(students), units)
                if self.book.results.get(_key(each), Result("", "", "", ())).digest in ("", "missing")
                and not self.book.has(*_key(each), each.digest)]

    def _keep(self, each: HandIn, marks: list[Mark]):
        """Keep the marks. A hand-in that was lost is tried once more, in the next run."""
        before, lost = self.book.results.get(_key(each)), marks[0].status == "lost"
        again = self.again.get(_key(each)) if before and before.digest == each.digest else None
        if lost and before and before.digest == LOST + each.digest:
            lost, marks = False, unmarked(each.unit, "given up", f"{marks[0].note}, twice: it is not tried again")
        marks = [mark._replace(note="; ".join(filter(None, (mark.note, each.note))))
                 for mark in with_checks(each.unit, marks)]
        if again:
            self.regraded += 1
            if lost:                                    # what it had is not taken away
                return self.lost.append("/".join(_key(each)))
            marks = merged(before, marks, again)
        self.lost += ["/".join(_key(each))] if lost else []
        kept = LOST + each.digest if lost else each.digest if is_final(marks) else ""
        when = each.when.isoformat(timespec="seconds") if each.when else ""
        result = Result(*_key(each), kept, tuple(marks), when, each.origin, self.book.seed)
        if again and (rows := changes(before, result)):
            note_changes(self.args.out, rows)           # before the result: it may be told twice, and never not at all
            self.changed += rows
        return self.book.add(result, page(result, each.unit))

    def _standings(self):
        return self._standings_with(self.by_hand)

    def _standings_with(self, by_hand):
        return standings(self.book.results, self.known, UNITS, by_hand, self.book.run.get("asked", ()))

    def _tables(self):
        write_tables(self.args.out, self._standings(), self.known)

    def _fill(self, found) -> str:
        """Bring nbgrader's gradebook and ours together, if there is one; say what was done. Raises Faulty."""
        url, course = self.book.run.get("gradebook"), self.book.run.get("course")
        if self.args.gradebook:
            url, course = _absolute(self.args.gradebook), self.args.course and str(self.args.course.resolve())
        if not url:
            return ""
        try:
            from course.staff.nbgrader.fill import OtherCells, SQLAlchemyError, fill
        except ImportError as error:
            raise Faulty(f"nbgrader's gradebook needs nbgrader, and {error}. Start the same command with "
                         f"--gradebook {url}, which sets it up") from None
        file = url.removeprefix(FILE_URL) if url.startswith(FILE_URL) else ""
        folder = Path(course or (Path(file).parent if file else self.args.out))
        folder.mkdir(parents=True, exist_ok=True)
        results = self.book.results if found else {}
        try:
            count, given = fill(url, folder, found, results, self.known, self.by_hand, self._standings_with)
        except OtherCells as error:
            raise Faulty(error) from None
        except (SQLAlchemyError, ImportError) as error:         # a driver that is not installed
            raise Faulty(f"nbgrader's gradebook cannot be opened at {url}: {error}") from None
        self.book.note(gradebook=url, course=course)            # now that it could be opened
        if found:
            self.by_hand = given
            remember(self.args.out, given)
        return f"Brought {count} submissions into nbgrader's gradebook and {folder / 'autograded'}.\n"


def _absolute(url):
    """The URL of a gradebook such that it is found from other folders, too."""
    file = url.removeprefix(FILE_URL)
    return url if file in ("", url) else f"{FILE_URL}{Path(file).resolve()}"


def _way(args, seed):
    """What grades hand-ins: processes of this machine, or a cluster."""
    job = Job(seed, Limits.of(args.timeout), args.trust)
    if args.scheduler:
        return lambda hand_ins: graded_on_cluster(hand_ins, job, args.scheduler)
    return lambda hand_ins: graded(hand_ins, job, args.jobs)


def _faults(book) -> Iterator[str]:
    """For each check that has failed itself a sentence: nobody's points may be missing in silence."""
    for unit in by_unit(book.results.values(), UNITS):
        for group in unit.faulty:
            error = (group.more.strip().splitlines() or ["?"])[-1]
            yield clean(f"A check has failed itself, and points are not final: {unit.title}, {group.exercise}, it "
                        f"{group.what}, at the answers of {', '.join(group.students)}. It raised {error}. Mend it, and "
                        "run the same command again. course report has the traceback.")


def _key(each):
    return each.student, STEM[each.unit]
