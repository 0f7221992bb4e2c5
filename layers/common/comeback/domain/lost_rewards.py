"""Rewards that a reversal reached (loyalty-domain.md §6.7, cases 2 and 3): the owner is told of each, whatever the policy."""

from collections.abc import Sequence
from datetime import datetime

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.card import Card
from comeback.domain.ledger import Entry, EntryKind

_OF_VISITS = frozenset({EntryKind.ACCRUAL, EntryKind.REVERSAL})


def lost_rewards(read: Card, entries: Sequence[Entry], now: datetime, *, asked: bool) -> list[AttentionItem]:
    """What one booking did to the rewards of a card that was `read` before it. A reward that was redeemed already is left out
    when the owner is `asked` about it anyway.
    """
    reversals = [entry for entry in entries if entry.kind is EntryKind.REVERSAL]
    if not reversals:
        return []
    # Accruals of the same booking count: a visit that moved to another day takes nothing away.
    after = read.balance + sum(entry.amount for entry in entries if entry.kind in _OF_VISITS)
    turned = max(read.balance, 0) // read.size - max(after, 0) // read.size
    owed = max(-after, 0) - max(-read.balance, 0)
    last, found = reversals[-1], []
    if turned > 0:
        found.append(_item(AttentionKind.REWARD_TAKEN_BACK, read, last, now, {"rewards": turned}))
    if owed > 0 and not asked:
        forgiven = any(entry.kind is EntryKind.ADJUSTMENT for entry in entries)
        facts = {"stamps": owed, "policy": "forgive" if forgiven else "debt"}
        found.append(_item(AttentionKind.REDEEMED_THEN_REFUNDED, read, last, now, facts))
    return found


def _item(kind: AttentionKind, card: Card, last: Entry, now: datetime, facts: dict[str, str | int]) -> AttentionItem:
    location = last.cause.location_id if last.cause else None
    return AttentionItem(kind, last.id, now, location, card.program_id, card.customer_id, card.id, facts)
