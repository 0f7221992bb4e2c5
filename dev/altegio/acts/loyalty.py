"""Acts on loyalty cards and memberships. Altegio has no event for memberships, and one for cards only where it is switched on."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from dev.altegio.acts.clients import HOME
from dev.altegio.acts.finding import amount, day, find_client, find_record
from dev.altegio.acts.stage import Stage
from dev.altegio.model import Location, LoyaltyCard, Membership, Movement
from dev.altegio.shapes.context import Json
from dev.altegio.world import RefusedError, UnknownError

_KINDS = {"cashback": 2, "referral": 4, "manual": 5, "taken": 6, "expired": 7}


def _card_summary(one: LoyaltyCard) -> Json:
    return {"card_id": one.id, "number": one.number, "type_id": one.type_id, "balance": str(one.balance)}


def _membership_summary(one: Membership) -> Json:
    return {
        "membership_id": one.id, "number": one.number, "title": one.title, "sessions": one.sessions,
        "expires_at": one.expires_at.isoformat() if one.expires_at else None,
        "frozen_until": one.frozen_until.isoformat() if one.frozen_until else None,
    }  # fmt: skip


def issue_card(
    stage: Stage, *, client: int | str, balance: str = "0", card_type: int = 10992, location: int = HOME
) -> Json:  # fmt: skip
    """A new card; a person may have several, of one type too."""
    who = find_client(stage.world, location, client)
    if card_type not in stage.world.card_types:
        raise UnknownError(f"card type {card_type}")
    if not who.phone:
        raise RefusedError(f"client {who.id} has no phone")
    return _card_summary(put_card(stage, stage.world.location(location), who.phone, balance=balance, card_type=card_type))


def put_card(
    stage: Stage, place: Location, phone: str, *, number: str = "", balance: str = "0", card_type: int = 10992
) -> LoyaltyCard:  # fmt: skip
    """A card for the holder of a phone; without a number it gets one."""
    own = stage.world.next_id("card")
    card = LoyaltyCard(own, place.chain_id, phone, number or str(14507100000000 + own), amount(balance), card_type)
    stage.world.cards[own] = card
    stage.tell_card(card, place.id, "create")
    return card


def change_card(
    stage: Stage, *, client: int | str, by: str, kind: str = "", booking: int | str | None = None, card: int | None = None,
    location: int = HOME,
) -> Json:  # fmt: skip
    """Points come or go: by hand, or as `kind` says (cashback, referral, manual, taken, expired)."""
    one, change = _card(stage, client, card, location), amount(by)
    type_id = _KINDS.get(kind or ("taken" if change < 0 else "manual"))
    if type_id is None:
        raise RefusedError(f"{kind!r} is none of {', '.join(_KINDS)}")
    one.balance += change
    visit = 0 if booking is None else find_record(stage.world, booking).visit_id
    _note(stage, one.chain_id, type_id, abs(change), card_id=one.id, visit_id=visit)
    stage.tell_card(one, location)
    return _card_summary(one)


def remove_card(stage: Stage, *, client: int | str, card: int | None = None, location: int = HOME) -> Json:
    """The card is gone with its points."""
    one = _card(stage, client, card, location)
    del stage.world.cards[one.id]
    stage.tell_card(one, location, "delete")
    return _card_summary(one)


def remove_card_type(stage: Stage, *, card_type: int = 10992) -> Json:
    """No location issues it any more, and nobody's card of the type is shown."""
    if stage.world.card_types.pop(card_type, None) is None:
        raise UnknownError(f"card type {card_type}")
    gone = [one.id for one in stage.world.cards.values() if one.type_id == card_type]
    for number in gone:
        del stage.world.cards[number]
    return {"cards": gone}


def sell_membership(
    stage: Stage, *, client: int | str, title: str = "10 haircuts", sessions: int = 10, days: int = 90,
    started: bool = True, united: bool = False, service: int = 7182839, location: int = HOME,
) -> Json:  # fmt: skip
    """A membership that begins now, or (`started` false) with its first use; `days` 0 is for ever."""
    who, moment = find_client(stage.world, location, client), stage.world.now()
    number = stage.world.next_id("membership")
    one = Membership(
        number, stage.world.location(location).chain_id, who.phone, str(788000 + number), title, sessions, moment,
        moment if started else None, moment + timedelta(days=days) if started and days else None, None, united, service,
    )  # fmt: skip
    stage.world.memberships[number] = one
    stage.touch_client(who)
    return _membership_summary(one)


def debit_membership(stage: Stage, *, membership: int | None = None, sessions: int = 1) -> Json:
    """Sessions are taken, as Altegio does by itself when an appointment begins; negative: they are given back."""
    one = _membership(stage, membership)
    one.sessions -= sessions
    _note(stage, one.chain_id, 9, Decimal(sessions), membership_id=one.id)
    return _membership_summary(one)


def freeze_membership(stage: Stage, *, membership: int | None = None, till: str) -> Json:
    """It cannot be used until the end of a day, and expires later by that time."""
    one = _membership(stage, membership)
    now, zone = stage.world.now(), stage.world.zone(HOME)
    until = datetime.combine(day(till), time(23, 59, 59), zone).astimezone(now.tzinfo)
    one.expires_at = one.expires_at + (until - now) if one.expires_at else None
    one.frozen_until = until
    return _membership_summary(one)


def unfreeze_membership(stage: Stage, *, membership: int | None = None) -> Json:
    """It can be used again; the later expiry stays."""
    one = _membership(stage, membership)
    one.frozen_until = None
    return _membership_summary(one)


def _card(stage: Stage, client: int | str, card: int | None, location: int) -> LoyaltyCard:
    phone = find_client(stage.world, location, client).phone
    mine = stage.world.cards_of(stage.world.location(location).chain_id, phone)
    for one in mine:
        if card in (None, one.id):
            return one
    raise UnknownError(f"client {client!r} has no such loyalty card")


def _membership(stage: Stage, number: int | None) -> Membership:
    memberships = stage.world.memberships
    if not memberships or (number is not None and number not in memberships):
        raise UnknownError(f"membership {number}")
    return memberships[max(memberships) if number is None else number]


def _note(
    stage: Stage, chain: int, type_id: int, moved: Decimal, *, card_id: int = 0, membership_id: int = 0, visit_id: int = 0
) -> None:
    number = stage.world.next_id("loyalty")
    stage.world.movements[number] = Movement(
        number, chain, type_id, moved, card_id, membership_id, visit_id, stage.world.now()
    )  # fmt: skip
