"""Acts on loyalty cards and what their promotions count. Altegio tells of a card only where it is switched on."""

from dev.altegio.acts.clients import HOME
from dev.altegio.acts.finding import amount, find_client, find_record
from dev.altegio.acts.stage import Stage
from dev.altegio.model import Location
from dev.altegio.model_loyalty import PROMOTIONS, LoyaltyCard, Promotion
from dev.altegio.shapes.context import Json
from dev.altegio.world import RefusedError, UnknownError

_KINDS = {"cashback": 2, "referral": 4, "manual": 5, "taken": 6, "expired": 7}


def _card_summary(one: LoyaltyCard) -> Json:
    return {"card_id": one.id, "number": one.number, "type_id": one.type_id, "balance": str(one.balance)}


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
    record = None if booking is None else find_record(stage.world, booking)
    stage.note_movement(one.chain_id, type_id, abs(change), card_id=one.id, record=record)
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


def add_promotion(
    stage: Stage, *, kind: str = "cashback_accumulative_paid", title: str = "", card_type: int = 10992, value: str = "0",
    percent: bool = True, steps: str = "",
) -> Json:  # fmt: skip
    """A promotion of a card type; `steps` as `1000=10,5000=15`: from which value of its counter it gives how much."""
    if kind not in PROMOTIONS:
        raise RefusedError(f"{kind!r} is none of {', '.join(PROMOTIONS)}")
    if card_type not in stage.world.card_types:
        raise UnknownError(f"card type {card_type}")
    pairs = (step.partition("=") for step in steps.split(",") if step)
    number = stage.world.next_id("promotion")
    one = Promotion(
        number, title or kind.replace("_", " ").capitalize(), kind, card_type, amount(value), percent,
        {int(begin): amount(gives) for begin, _, gives in pairs},
    )  # fmt: skip
    stage.world.promotions[number] = one
    return {"promotion_id": one.id, "title": one.title}


def remove_promotion(stage: Stage, *, promotion: int) -> Json:
    """Cards of its type give it no more."""
    if stage.world.promotions.pop(promotion, None) is None:
        raise UnknownError(f"promotion {promotion}")
    return {}


def count_on_card(
    stage: Stage, *, client: int | str, paid: str = "0", sold: str = "0", visits: int = 0, card: int | None = None,
    location: int = HOME,
) -> Json:  # fmt: skip
    """More on the counters by which promotions grow."""
    one = _card(stage, client, card, location)
    one.paid, one.sold, one.visits = one.paid + amount(paid), one.sold + amount(sold), one.visits + visits
    stage.tell_card(one, location)
    return _card_summary(one)


def _card(stage: Stage, client: int | str, card: int | None, location: int) -> LoyaltyCard:
    phone = find_client(stage.world, location, client).phone
    mine = stage.world.cards_of(stage.world.location(location).chain_id, phone)
    for one in mine:
        if card in (None, one.id):
            return one
    raise UnknownError(f"client {client!r} has no such loyalty card")
