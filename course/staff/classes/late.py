"""What it costs to be late."""
from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

DAY = timedelta(days=1)


class Late(NamedTuple):
    """The rule: minutes that are no lateness, per cent of what was earned that each begun day costs and all of them at
    most, days a term that cost nothing, and days after which nothing counts."""

    grace: float = 0.0
    per_day: float = 0.0
    most: float = 100.0
    free_days: int = 0
    closed: float | None = None

    def days(self, when: datetime, due: datetime) -> int:
        """How many days late it is, begun ones included."""
        after = when - due - timedelta(minutes=self.grace)
        return max(0, ceil(after / DAY))

    def share(self, days: int, free: int) -> float:
        """The share of the points that is taken off for so many days, of which some are free."""
        if self.closed is not None and days > self.closed:
            return 1.0
        return min(self.per_day * max(0, days - free), self.most) / 100
