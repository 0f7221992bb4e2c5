"""GooglePasses over DynamoDB: one row per offered card beside its pointer, one per callback that has come."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.errors import cancellation_reasons, is_condition_failed
from comeback.domain.google_passes import GooglePass, GoogleState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.dynamodb.wire import Item
    from comeback.domain.ids import CardId
    from comeback.ports.google_passes import Told

_STATE = {"#state": "state"}  # a reserved word


class DynamoGooglePasses:
    """GooglePasses over the main table."""

    def __init__(self, main: Table) -> None:
        """`main` holds the rows."""
        self._main = main

    def get(self, card: CardId) -> GooglePass | None:
        """One read."""
        item = self._main.get(keys.google_pass(card))
        return _pass(item) if item else None

    def get_all(self, cards: Sequence[CardId]) -> Mapping[CardId, GooglePass]:
        """One batch."""
        by_key = {keys.google_pass(card): card for card in cards}
        return {by_key[key]: _pass(item) for key, item in self._main.get_all(by_key).items()}

    def offer(self, card: CardId) -> GooglePass:
        """One write."""
        return _pass(
            self._main.update(
                keys.google_pass(card),
                {":offered": GoogleState.OFFERED, ":never": 0},
                UpdateExpression="SET #state = if_not_exists(#state, :offered), pushed = if_not_exists(pushed, :never)",
                ExpressionAttributeNames=_STATE,
                ReturnValues="ALL_NEW",
            )
        )

    def claim(self, card: CardId, now: datetime, until: datetime) -> GooglePass | None:
        """One conditional write: the row is there, and nobody's claim on it still holds."""
        try:
            item = self._main.update(
                keys.google_pass(card),
                {":now": _millis(now), ":until": _millis(until)},
                UpdateExpression="SET claimed_until = :until",
                ConditionExpression="attribute_exists(pk) AND (attribute_not_exists(claimed_until) OR claimed_until <= :now)",
                ReturnValues="ALL_NEW",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            return None
        return _pass(item)

    def release(self, card: CardId, until: datetime) -> None:
        """One conditional write: the claim is still ours."""
        self._update_if(
            card,
            {":until": _millis(until)},
            UpdateExpression="REMOVE claimed_until",
            ConditionExpression="claimed_until = :until",
        )

    def note_told(self, card: CardId, told: Told) -> None:
        """One conditional write: nothing newer was noted."""
        notified = [moment.isoformat() for moment in told.notified]
        values = {":mark": told.mark, ":balance": told.balance, ":notified": notified, ":look": told.look}
        sets, names = ["pushed = :mark", "balance = :balance", "notified = :notified", "look = :look"], {}
        if told.at:
            sets.append("pushed_at = :at")
            values[":at"] = told.at.isoformat()
        if told.state:
            sets.append("#state = :state")
            values[":state"], names = told.state, {"ExpressionAttributeNames": _STATE}
        self._update_if(
            card,
            values,
            UpdateExpression=f"SET {', '.join(sets)}",
            ConditionExpression="attribute_exists(pk) AND (pushed < :mark OR (pushed = :mark AND NOT look = :look))",
            **names,
        )

    def note_seen(self, card: CardId, known: GoogleState, seen: GoogleState) -> bool:
        """One conditional write; the kind lets the stream tell others."""
        return self._update_if(
            card,
            {":known": known, ":seen": seen, ":kind": "google"},
            UpdateExpression="SET #state = :seen, kind = :kind",
            ConditionExpression="#state = :known",
            ExpressionAttributeNames=_STATE,
        )

    def note_event(self, card: CardId, state: GoogleState, nonce: str, until: datetime) -> bool:
        """One transaction of two writes: the nonce is new, and the row says what it tells."""
        seen = keys.google_nonce(sha256(nonce.encode("utf-8", "replace")).hexdigest())
        row = self._main.update_leg(
            keys.google_pass(card),
            {":state": state, ":never": 0, ":kind": "google"},
            UpdateExpression="SET #state = :state, pushed = if_not_exists(pushed, :never), kind = :kind",
            ExpressionAttributeNames=_STATE,
        )
        once = self._main.put_leg(
            seen, {"expires_at_epoch": int(until.timestamp()) + 1}, ConditionExpression="attribute_not_exists(pk)"
        )
        try:
            self._main.transact([once, row])
        except ClientError as problem:
            reasons = cancellation_reasons(problem)
            if not reasons or reasons[0] != "ConditionalCheckFailed":
                raise
            return False
        return True

    def _update_if(self, card: CardId, values: dict[str, object], **expression: object) -> bool:
        """A condition that does not hold is an answer, too."""
        try:
            self._main.update(keys.google_pass(card), values, **expression)
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            return False
        return True


def _pass(item: Item) -> GooglePass:
    pushed_at = item.get("pushed_at")
    return GooglePass(
        state=GoogleState(item["state"]),
        pushed=item["pushed"],
        pushed_at=datetime.fromisoformat(pushed_at) if pushed_at else None,
        balance=item.get("balance"),
        notified=tuple(datetime.fromisoformat(moment) for moment in item.get("notified", ())),
        look=item.get("look", ""),
    )


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
