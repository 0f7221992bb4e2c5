"""What a booking writes, as legs of one transaction (data-model.md §2)."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from comeback.adapters.dynamodb import codec, keys
from comeback.adapters.dynamodb.card_items import (
    backfilled_text,
    carry_text,
    look_attributes,
    milestones_text,
    moved_text,
    note_text,
)
from comeback.domain.day import Scan, UnitState
from comeback.domain.ledger import Entry
from comeback.domain.question import Question
from comeback.domain.visit import VisitFacts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from comeback.adapters.dynamodb.table import Leg, Table
    from comeback.domain.card import Card
    from comeback.domain.ids import TenantId
    from comeback.ports.ledger import DayWrite, Pointer, Posting, Receipt


def day_leg(main: Table, tenant: TenantId, write: DayWrite) -> Leg:
    """The day's facts and what its units have been granted."""
    place, day = write.claim.place, write.day
    until = day.held_until
    values: dict[str, Any] = {
        ":mine": write.claim.epoch,
        ":visits": codec.dump(tuple[VisitFacts, ...], day.visits),
        ":units": codec.dump(tuple[UnitState, ...], tuple(day.units.values())),
    }
    setting, removing = ["visits = :visits", "units = :units"], ["claimed_at"]
    if day.scans:
        values[":scans"] = codec.dump(tuple[Scan, ...], day.scans)
        setting.append("scans = :scans")
    # The due index is sparse: only a day with a held reversal stands in it.
    if until is None:
        removing += ["due_pk", "due_sk"]
    else:
        values |= {":due_pk": keys.DUE, ":due_sk": keys.due_at(until, tenant)}
        setting += ["due_pk = :due_pk", "due_sk = :due_sk"]
    return main.update_leg(
        keys.day(tenant, place.customer_id, place.date),
        values,
        UpdateExpression=f"SET {', '.join(setting)} REMOVE {', '.join(removing)}",
        # Nobody has claimed the day since: whoever did may have read something newer.
        ConditionExpression="epoch = :mine",
    )


def head_leg(main: Table, tenant: TenantId, posting: Posting) -> Leg:
    """The head after the posting, if it still is as it was read."""
    card, read = posting.card, posting.read
    values: dict[str, Any] = {
        ":seq": card.seq, ":balance": card.balance, ":earned": card.lifetime_earned, ":held": card.held,
        ":mark": card.mark, ":seq_read": read.seq, ":status_read": read.status, ":held_read": read.held,
        ":carry": carry_text(card), ":carry_read": carry_text(read), ":mark_read": read.mark,
        ":milestones": milestones_text(card),
    }  # fmt: skip
    unchanged = "seq = :seq_read AND #status = :status_read AND held = :held_read AND carry = :carry_read AND mark = :mark_read"
    setting = [
        "seq = :seq", "balance = :balance", "lifetime_earned = :earned", "held = :held", "mark = :mark", "carry = :carry",
        "milestones = :milestones",
    ]  # fmt: skip
    if card.status_note != read.status_note:
        values |= {":status": card.status, ":note": note_text(card)}
        setting += ["#status = :status", "status_note = :note"]
    for name, now, before in _noted(card, read):
        values[f":{name}"] = now
        setting += [f"{name} = :{name}"]
        unchanged += f" AND {name} = :{name}_read" if before else f" AND attribute_not_exists({name})"
        values |= {f":{name}_read": before} if before else {}
    looking = look_attributes(card)
    values |= {f":{name}": value for name, value in looking.items()}
    setting += [f"{name} = :{name}" for name in looking]
    return main.update_leg(
        keys.head(tenant, card.customer_id, card.program_id),
        values,
        UpdateExpression=f"SET {', '.join(setting)}" + ("" if looking else " REMOVE due_pk, due_sk"),
        # No entry was added since the head was read, so the balance we computed follows the stored one; no stamps were
        # held or let go; no amount was added that has made no stamp yet; the card has not been blocked or erased; and nobody
        # moved its mark, so that it grows.
        ConditionExpression=unchanged,
        ExpressionAttributeNames={"#status": "status"},
    )


def _noted(card: Card, read: Card) -> Iterator[tuple[str, str | int | None, str | int | None]]:
    """What is noted anew, with what was there. Of two backfills that found nothing to give the second must not narrow what the
    first has noted; nor of two merges. Other bookings leave the version of the links as it is.
    """
    if card.link_version != read.link_version:
        yield "link_version", card.link_version, read.link_version
    for name, text in (("backfilled", backfilled_text), ("moved_in", moved_text)):
        if text(card) != text(read):
            yield name, text(card), text(read)


def entry_leg(ledger: Table, tenant: TenantId, entry: Entry) -> Leg:
    """A new entry."""
    return ledger.put_leg(
        keys.entry(tenant, entry.card_id, entry.seq),
        {
            "entry": codec.dump(Entry, entry),
            "day_pk": keys.booked_day(tenant, entry.booked_at.astimezone(UTC).date()),
            "day_sk": keys.booked_at(entry.booked_at, entry.id),
        },
        # The head's condition implies it; this keeps a defect from ever replacing an entry.
        ConditionExpression="attribute_not_exists(pk)",
    )


def receipt_leg(main: Table, tenant: TenantId, receipt: Receipt) -> Leg:
    """The answer to a request, which never has another one."""
    return main.put_leg(
        keys.idempotency(tenant, receipt.route, receipt.key),
        {"inputs": receipt.inputs, "entry": codec.dump(Entry, receipt.entry)},
        ConditionExpression="attribute_not_exists(pk)",
    )


def pointer_legs(main: Table, pointers: Sequence[Pointer]) -> Iterator[Leg]:
    """Where bookings and visits count; add-only."""
    places: dict[keys.Key, set[str]] = {}
    for one in pointers:
        value = f"{one.place.customer_id}|{one.place.date.isoformat()}"
        places.setdefault(keys.record(one.location_id, one.record_id), set()).add(value)
        places.setdefault(keys.visit(one.location_id, one.visit_id), set()).add(value)
    for key, values in places.items():
        yield main.update_leg(key, {":places": values}, UpdateExpression="ADD places :places")


def question_legs(main: Table, tenant: TenantId, posting: Posting) -> Iterator[Leg]:
    """Questions that arise, that need no answer any more, and the one that is answered."""
    for question in posting.asked:
        key = keys.question(tenant, question.id)
        yield main.put_leg(key, {"question": codec.dump(Question, question)}, ConditionExpression="attribute_not_exists(pk)")
    for gone in posting.moot:
        yield main.delete_leg(keys.question(tenant, gone))
    if posting.answered:
        # Of two answers the second finds nothing to answer.
        yield main.delete_leg(keys.question(tenant, posting.answered), ConditionExpression="attribute_exists(pk)")
