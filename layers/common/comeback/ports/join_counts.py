"""How many have joined in a span of time."""

from datetime import datetime
from typing import Protocol

from comeback.domain.ids import ProgramId


class JoinCounts(Protocol):
    """Counted for a program, and within it for each `who`, a word that stands for an address; empty: for all of them."""

    def take(self, program: ProgramId, who: str, since: datetime, most: int) -> bool:
        """Count one more in the span that began `since`, unless there are `most` already; whether it was counted."""
