"""The bridge to nbgrader: its course folder from solutions/ (layout, cut), its gradebook from our marks
(graded, fill), and ours from what was given there by hand (taken).

nbgrader's own autograde runs submissions unprotected. Graded by `course grade --gradebook`, they are run in the
sandbox, and nbgrader's formgrader, feedback and exporters work on the result.
"""
from __future__ import annotations

COURSE = "autodiff"     # course_id, the name of the course in nbgrader's configuration and gradebook
