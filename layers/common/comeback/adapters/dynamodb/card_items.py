"""A card's head as one item of real attributes, because commits, pushes and streams name them."""

from datetime import date, datetime
from typing import Any

from comeback.adapters.dynamodb import codec, keys
from comeback.adapters.dynamodb.wire import Item
from comeback.domain.arrival import Arrival
from comeback.domain.backfilled import Backfilled
from comeback.domain.card import Card, CardOrigin, CardStatus, StatusNote
from comeback.domain.carry import Carry
from comeback.domain.ids import CardId, CustomerId, ProgramId, TenantId
from comeback.domain.merging import MovedClient
from comeback.domain.program import ProgramType

_KIND = "head"


def card_item(card: Card) -> dict[str, Any]:
    """Attributes of the head."""
    return {
        "kind": _KIND,
        "list_pk": keys.program_cards(card.tenant_id, card.program_id),
        "list_sk": card.id,
        "card_id": card.id,
        "tenant_id": card.tenant_id,
        "program_id": card.program_id,
        "customer_id": card.customer_id,
        "type": card.type,
        "status": card.status,
        "size": card.size,
        "issued_at": card.issued_at.isoformat(),
        "key_id": card.key_id,
        "mark": card.mark,
        "seq": card.seq,
        "balance": card.balance,
        "lifetime_earned": card.lifetime_earned,
        "held": card.held,
        "pushed_apple": card.pushed_apple,
        "pushed_apple_at": card.pushed_apple_at.isoformat() if card.pushed_apple_at else None,
        "first_day": card.first_day.isoformat() if card.first_day else None,
        "link_version": card.link_version,
        "status_note": note_text(card),
        "carry": carry_text(card),
        "milestones": milestones_text(card),
        "backfilled": backfilled_text(card),
        "moved_in": moved_text(card),
        "origin": card.origin,
        "arrival": codec.dump(Arrival, card.arrival) if card.arrival.labels else None,
        **look_attributes(card),
    }


def look_attributes(card: Card) -> dict[str, str]:
    """What puts the head into the due index, which is sparse."""
    if card.look_at is None:
        return {}
    return {"due_pk": keys.ENDING, "due_sk": keys.due_at(card.look_at, card.tenant_id)}


def note_text(card: Card) -> str | None:
    """Who gave the card its status, as text; None while nobody did."""
    return codec.dump(StatusNote, card.status_note) if card.status_note else None


def carry_text(card: Card) -> str:
    """What the card carries over, as text that conditions compare."""
    return codec.dump(Carry, card.carry)


def milestones_text(card: Card) -> str:
    """The milestones that were redeemed, as text."""
    return codec.dump(tuple[int, ...], card.milestones)


def backfilled_text(card: Card) -> str | None:
    """What the card was given for the time before it, as text that conditions compare; None while nothing was."""
    return codec.dump(Backfilled, card.backfilled) if card.backfilled else None


def moved_text(card: Card) -> str | None:
    """The clients who came from other cards, as text that conditions compare; None while there are none."""
    return codec.dump(tuple[MovedClient, ...], card.moved_in) if card.moved_in else None


def card_from(item: Item) -> Card:
    """The head that `card_item` wrote and others have updated since."""
    pushed_at, first_day, note = item.get("pushed_apple_at"), item.get("first_day"), item.get("status_note")
    past = item.get("backfilled")
    return Card(
        id=CardId(item["card_id"]),
        tenant_id=TenantId(item["tenant_id"]),
        program_id=ProgramId(item["program_id"]),
        customer_id=CustomerId(item["customer_id"]),
        type=ProgramType(item["type"]),
        status=CardStatus(item["status"]),
        size=item["size"],
        issued_at=datetime.fromisoformat(item["issued_at"]),
        key_id=item["key_id"],
        mark=item["mark"],
        seq=item["seq"],
        balance=item["balance"],
        lifetime_earned=item["lifetime_earned"],
        held=item["held"],
        pushed_apple=item["pushed_apple"],
        pushed_apple_at=datetime.fromisoformat(pushed_at) if pushed_at else None,
        first_day=date.fromisoformat(first_day) if first_day else None,
        link_version=item["link_version"],
        status_note=codec.load(StatusNote, note) if note else None,
        carry=codec.load(Carry, item["carry"]),
        milestones=codec.load(tuple[int, ...], item.get("milestones", "[]")),
        look_at=datetime.fromisoformat(item["due_sk"].split("#")[0]) if "due_sk" in item else None,
        backfilled=codec.load(Backfilled, past) if past else None,
        moved_in=codec.load(tuple[MovedClient, ...], item.get("moved_in", "[]")),
        origin=CardOrigin(item.get("origin", CardOrigin.CRM)),
        arrival=codec.load(Arrival, item["arrival"]) if item.get("arrival") else Arrival(),
    )
