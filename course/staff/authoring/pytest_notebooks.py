"""A pytest plugin that teaches nbval 0.11 what a notebook page does with its outputs; pyproject.toml loads it first.

- a closing `;` hides a cell's value (nbval runs cells without history, where it does not);
- `clear_output` and updated displays change what is below the cell;
- what an Output widget or `interact` captures is inside the widget, not below the cell;
- a stored output is compared also where its cell has no number, as in the student's version, but for a remark that
  stands in place of one;
- a long cell that no answer needs runs once, in solutions/: the student's notebook has the same one;
- stderr is compared only where it holds a warning: the rest (a font cache is built) depends on the machine.
"""

import sys

# Importing this package compiles a grammar for two to three seconds, for a check that no notebook needs;
# jsonschema does without where it is missing.
sys.modules.setdefault("rfc3987_syntax", None)


def pytest_keyboard_interrupt():
    print("\nStopped. Nothing is lost: start the same command again; name files, or -k WORD, to run less of it.")


def pytest_configure():
    from nbval.kernel import RunningKernel
    from nbval.plugin import IPyNbCell, IPyNbFile
    from pytest import skip

    from course.staff.authoring.demonstrations import TAG

    receive, run = IPyNbFile.get_kernel_message, IPyNbCell.runtest

    def runtest(cell):
        if cell.path.parent.name == "notebooks" and TAG in cell.cell.metadata.get("tags", ()):
            skip("it runs in solutions/")
        cell.parent.__dict__.setdefault("page", Page()).begin(cell)
        run(cell)

    def get_kernel_message(file, **how):
        while not file.page.shows(message := receive(file, **how)):
            pass
        return message

    IPyNbCell.runtest, IPyNbFile.get_kernel_message = runtest, get_kernel_message
    RunningKernel.execute_cell_input = _execute


def _execute(kernel, source, allow_stdin=None):
    return kernel.kc.execute(source, store_history=True, allow_stdin=allow_stdin, stop_on_error=False)


class Page:
    """What is below the running cell of one notebook, as the messages of its kernel come in."""

    def __init__(self):
        self.captures = {}  # an Output widget's comm id -> the message whose outputs it captures

    def begin(self, cell):
        """From now on the messages belong to this cell."""
        from course.staff.authoring.visible import is_remark

        self.cell, self.displays, self.clear_next = cell, {}, False
        if is_remark(cell.cell.outputs):
            cell.cell.outputs = []
        elif cell.cell.outputs:
            cell.cell.execution_count = cell.cell.execution_count or 0  # else nbval takes it for a cell never run

    def shows(self, message):
        """Follow one message; whether nbval, too, should see it."""
        kind, content = message["msg_type"], message["content"]
        if kind in ("comm_open", "comm_msg"):
            self._follow_widget(content)
        elif message["parent_header"].get("msg_id") in self.captures.values() and kind != "status":
            return kind == "error"  # an exception in a widget fails the cell all the same
        elif kind == "clear_output":
            self._clear(content)
        elif kind == "update_display_data":
            self._update(content)
        elif kind in ("stream", "display_data", "execute_result"):
            return self._append(content)
        return kind not in ("clear_output", "update_display_data")

    def _follow_widget(self, content):
        state, comm = content["data"].get("state", {}), content["comm_id"]
        if state.get("_model_name") == "OutputModel" or comm in self.captures:
            self.captures[comm] = state.get("msg_id", self.captures.get(comm, ""))

    def _clear(self, content):
        self.clear_next = content.get("wait", False)
        if not self.clear_next:
            self.cell.test_outputs.clear()

    def _append(self, content):
        if content.get("name") == "stderr" and "Warning" not in content["text"]:
            return False
        if self.clear_next:
            self._clear({})
        display = content.get("transient", {}).get("display_id")
        if display:
            self.displays[display] = len(self.cell.test_outputs)
        return True

    def _update(self, content):
        from nbformat import from_dict

        at = self.displays.get(content["transient"]["display_id"])
        if at is not None:
            self.cell.test_outputs[at]["data"] = from_dict(content["data"])
