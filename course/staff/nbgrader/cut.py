"""A preprocessor of nbgrader's generate_assignment: solutions become the stubs that students of the course know."""
from __future__ import annotations

from nbgrader.preprocessors import NbGraderPreprocessor

from course.staff.authoring.student import cut


class CutSolutions(NbGraderPreprocessor):
    """In place of nbgrader's ClearSolutions, whose stub at top level would stop a student's Run All."""

    def preprocess_cell(self, cell, resources, cell_index):
        """The cell with each solution replaced by what the student fills in."""
        if cell.cell_type == "code":
            cell.source = cut(cell.source)
        return cell, resources
