"""Runs a notebook in a kernel and keeps of it what is the same on every run."""

import asyncio
import logging
import os
import signal
import time
from contextlib import suppress
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from queue import Empty
from subprocess import DEVNULL

from nbclient import NotebookClient
from nbformat import NotebookNode, from_dict

from course.staff.authoring.student import CODE
from course.staff.setup.bootstrap import environment

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT = ("tags", "jupyter", CODE)  # of a cell's metadata
_WIDGET = "application/vnd.jupyter.widget-view+json"
_SLICE = 0.5  # seconds


def executed(notebook: NotebookNode, folder: Path, timeout: float = 120) -> NotebookNode:
    """A tidy copy of the notebook with the outputs of a fresh run in this folder, errors among them.

    Raises nbclient's CellTimeoutError or DeadKernelError when it does not get to the end, and KeyboardInterrupt.
    """
    copy = deepcopy(notebook)
    client = _Client(copy, timeout=timeout, kernel_name="python3", record_timing=False, allow_errors=True,
                     skip_cells_with_tag="nbval-skip",
                     extra_arguments=["--IPKernelApp.log_level=40"],  # no remarks about transports
                     resources={"metadata": {"path": str(folder)}})
    try:
        client.execute(env={**os.environ, **environment(), "PYTHONHASHSEED": "0"}, stderr=DEVNULL)
    finally:
        if client.interrupted:          # whatever nbclient made of it
            raise KeyboardInterrupt
    return tidy(copy)


def tidy(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run: counts, times, widget ids, traces of this machine."""
    cells = [_tidy_cell(cell, at) for at, cell in enumerate(notebook.cells)]
    count = 0
    for cell in cells:
        if cell.cell_type == "code" and cell.execution_count is not None:
            count += 1
            _number(cell, count)
    return from_dict({"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5})


def _tidy_cell(cell, at):
    kept = deepcopy(cell)
    kept.id = cell.get("id") or sha256(f"{at} {cell.source}".encode()).hexdigest()[:8]
    kept.metadata = from_dict({key: cell.metadata[key] for key in KEPT if cell.metadata.get(key)})
    kept.source = cell.source.strip("\n")
    if cell.cell_type == "code":
        kept.outputs = [_tidy_output(out) for out in cell.outputs if out.get("name") != "stderr"]
    return kept


def _tidy_output(output):
    out = deepcopy(output)
    if out.output_type == "error":
        out.traceback = [f"{out.ename}: {out.evalue}"]  # the rest names files of this machine
    out.get("data", {}).pop(_WIDGET, None)
    return out


def _number(cell, count):
    cell.execution_count = count
    for out in cell.outputs:
        if out.output_type == "execute_result":
            out.execution_count = count


class _Client(NotebookClient):
    """Asks for a reply in short slices: nbclient can miss that one has come, and then waits for its whole timeout.

    And an interrupt ends it: nbclient would only end the kernel, and then go on without one.
    """

    interrupted = False

    async def async_start_new_kernel(self, **how):
        with suppress(NotImplementedError, RuntimeError):       # on Windows, and outside the main thread
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._interrupt, asyncio.current_task())
        await super().async_start_new_kernel(**how)

    def _interrupt(self, task):
        self.interrupted = True
        logging.getLogger("asyncio").disabled = True            # what of nbclient falls over now is of no interest
        task.cancel()

    async def async_start_new_kernel_client(self, **how):
        client = await super().async_start_new_kernel_client(**how)
        receive = client.shell_channel.get_msg

        async def get_msg(timeout=None):
            end = float("inf") if timeout is None else time.monotonic() + timeout
            while True:
                try:
                    return await receive(timeout=max(0, min(_SLICE, end - time.monotonic())))
                except Empty:
                    if time.monotonic() >= end:
                        raise

        client.shell_channel.get_msg = get_msg
        return client
