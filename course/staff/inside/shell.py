"""IPython's shell as a submission needs it: with magics, but without pictures, programs and tracebacks."""
from __future__ import annotations

import builtins
import io
import signal
from collections.abc import Callable
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

OUTPUT = 20_000     # characters that are kept of what a cell prints
ANSWERS = 100       # to input() in one cell


class TimeLimit(BaseException):
    """Raised in code that has run too long; no `except Exception` stops it."""


class Bounded(io.StringIO):
    """Keeps the first 20,000 characters."""

    def write(self, text):
        super().write(text[:max(0, OUTPUT - self.tell())])
        return len(text)


class _NoFormats(DisplayFormatter):
    def format(self, obj, include=None, exclude=None):
        return {}, {}       # drawing pictures that nobody sees would be most of the work


class _NoDisplay(DisplayHook):
    def write_output_prompt(self):
        pass


class _NoPublisher(DisplayPublisher):
    def publish(self, data, metadata=None, source=None, *, transient=None, update=False, **kwargs):
        pass


class Shell(InteractiveShell):
    """A shell of which only the namespace matters."""

    def init_display_formatter(self):
        self.display_formatter = _NoFormats(parent=self)

    def init_displayhook(self):
        self.displayhook_class = _NoDisplay
        super().init_displayhook()

    def init_display_pub(self):
        self.display_pub = _NoPublisher(parent=self)

    def ask_exit(self):
        pass                # exit() in a cell ends nothing, as in a notebook

    def enable_gui(self, gui=None):
        pass

    def enable_matplotlib(self, gui=None):
        return gui, "agg"   # %matplotlib inline, or whatever else: figures are made, and not shown

    def showtraceback(self, *args, **kwargs):
        pass

    def showsyntaxerror(self, *args, **kwargs):
        pass

    def _format_exception_for_storage(self, *args, **kwargs):
        return {}           # IPython 9 keeps tracebacks in its history; making one takes longer than most cells

    def system(self, cmd):
        self.user_ns["_exit_code"] = 127        # !pip install: there are no programs here

    def getoutput(self, cmd, split=True, depth=0):
        return [] if split else ""


def new_shell() -> Shell:
    """The one shell of this process."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    return Shell.instance(config=config)


def run_cell(shell: Shell, source: str, seconds: float) -> tuple[str, str]:
    """Run one cell; return its error in one line, or the empty string, and what it printed."""
    printed = Bounded()
    error: BaseException | None
    try:
        with redirect_stdout(printed), redirect_stderr(printed), _nobody_answers(), time_limit(seconds):
            result = shell.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
    except BaseException as raised:     # an alarm in the shell's own code, or a shell that the cell has broken
        error = raised
    return ("" if error is None else f"{type(error).__name__}: {error}"), printed.getvalue()


@contextmanager
def _nobody_answers():
    """In this block input() gives nothing, as if only Enter were pressed, and soon is at its end."""
    asked, given = builtins.input, iter([""] * ANSWERS)

    def silence(prompt="", /):
        print(prompt)
        for answer in given:
            return answer
        raise EOFError("nobody answers when grading")

    builtins.input = silence
    try:
        yield
    finally:
        builtins.input = asked


@contextmanager
def time_limit(seconds: float, postpone: Callable[[], bool] = lambda: False):
    """Raise TimeLimit in this block after so many seconds, but not while `postpone()`."""
    def alarm(*_):
        if postpone():
            signal.setitimer(signal.ITIMER_REAL, 0.01)
        else:
            raise TimeLimit(f"stopped after {seconds:g} s")

    if not hasattr(signal, "setitimer"):        # Windows: the grader ends the process instead
        yield
        return
    signal.signal(signal.SIGALRM, alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
