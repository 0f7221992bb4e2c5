"""Joinings in a plain dict, with the same promises as the DynamoDB adapter (tests/contract/test_join_counts.py)."""

from datetime import datetime

from comeback.domain.ids import ProgramId


class MemoryJoinCounts:
    """Counts of one test."""

    def __init__(self) -> None:
        self.taken: dict[tuple[ProgramId, str, datetime], int] = {}

    def take(self, program: ProgramId, who: str, since: datetime, most: int) -> bool:
        taken = self.taken.get((program, who, since), 0)
        if taken >= most:
            return False
        self.taken[program, who, since] = taken + 1
        return True
