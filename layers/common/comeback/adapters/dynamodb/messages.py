"""Messages over DynamoDB: a row beside the card's pointer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.errors import is_condition_failed
from comeback.domain.look import Given
from comeback.domain.message_budget import Said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.dynamodb.wire import Item
    from comeback.domain.ids import CardId


class DynamoMessages:
    """Messages over the main table."""

    def __init__(self, main: Table) -> None:
        """`main` holds the rows."""
        self._main = main

    def of(self, card: CardId) -> Said:
        """One read."""
        return _said(self._main.get(keys.said(card)) or {})

    def of_cards(self, cards: Sequence[CardId]) -> Mapping[CardId, Said]:
        """One batch."""
        by_key = {keys.said(card): card for card in cards}
        return {by_key[key]: _said(item) for key, item in self._main.get_all(by_key).items()}

    def put(self, card: CardId, said: Said) -> bool:
        """One conditional write."""
        values = {
            ":at": [moment.isoformat() for moment in said.at], ":figure": said.figure, ":aloud": said.aloud,
            ":mark": said.given.mark, ":look": said.given.look, ":read": said.revision, ":next": said.revision + 1,
        }  # fmt: skip
        # A value that is None does not travel, and an expression may not name it: Google's cards speak before a phone has one.
        figure = " REMOVE figure" if said.figure is None else ", figure = :figure"
        try:
            self._main.update(
                keys.said(card),
                values,
                UpdateExpression="SET said_at = :at, aloud = :aloud, given_mark = :mark, given_look = :look, revision = :next"
                + figure,
                ConditionExpression="attribute_not_exists(revision) OR revision = :read",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            return False
        return True


def _said(item: Item) -> Said:
    return Said(
        at=tuple(datetime.fromisoformat(moment) for moment in item.get("said_at", ())),
        figure=item.get("figure"),
        aloud=item.get("aloud", False),
        revision=item.get("revision", 0),
        given=Given(item.get("given_mark", 0), item.get("given_look", "")),
    )
