"""Joinings, counted in one item per span; forgotten soon after it. Written by whole items on condition that they are as they
were read: the function that counts has no right to update anything.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.errors import is_condition_failed

if TYPE_CHECKING:
    from datetime import datetime

    from comeback.adapters.dynamodb.table import Table
    from comeback.domain.ids import ProgramId

_KEPT = timedelta(hours=3)
_TRIES = 4


class DynamoJoinCounts:
    """Counts over the main table."""

    def __init__(self, main: Table) -> None:
        """`main` holds them."""
        self._main = main

    def take(self, program: ProgramId, who: str, since: datetime, most: int) -> bool:
        """One read and one conditional write, again for whoever counts at the same moment."""
        key, until = keys.joins(program, who, since), int((since + _KEPT).timestamp())
        for _ in range(_TRIES):
            item = self._main.get(key)
            taken = item["taken"] if item else 0
            if taken >= most:
                return False
            unchanged = {
                "ConditionExpression": "taken = :read", "ExpressionAttributeValues": {":read": {"N": str(taken)}}
            } if item else {"ConditionExpression": "attribute_not_exists(pk)"}  # fmt: skip
            try:
                self._main.put(key, {"taken": taken + 1, "expires_at_epoch": until}, **unchanged)
            except ClientError as problem:
                if not is_condition_failed(problem):
                    raise
            else:
                return True
        return True  # a crowd at one moment is no robot, and the next one is counted again
