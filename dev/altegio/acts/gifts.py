"""Acts on gift cards. Altegio has no event for them; what they pay for is settled at the till."""

from datetime import timedelta

from dev.altegio.acts.clients import HOME
from dev.altegio.acts.finding import amount, find_client
from dev.altegio.acts.stage import Stage
from dev.altegio.model_loyalty import GiftCard
from dev.altegio.shapes.context import Json
from dev.altegio.world import RefusedError, UnknownError

_RESTRICTIONS = 5


def _summary(one: GiftCard) -> Json:
    return {
        "gift_card_id": one.id, "code": one.code, "balance": str(one.balance),
        "expires_at": one.expires_at.isoformat() if one.expires_at else None,
    }  # fmt: skip


def sell_gift_card(
    stage: Stage, *, client: int | str, par: str = "100", code: str = "", days: int = 365, single: bool = False,
    restriction: int = 0, card_type: int = 27841, location: int = HOME,
) -> Json:  # fmt: skip
    """A gift card for so many days, 0 is for ever; a `single` one is spent by its first payment, whatever is left."""
    who, moment = find_client(stage.world, location, client), stage.world.now()
    if card_type not in stage.world.gift_card_types:
        raise UnknownError(f"gift card type {card_type}")
    if restriction not in range(_RESTRICTIONS):
        raise RefusedError(f"restriction {restriction}")
    number, worth = stage.world.next_id("certificate"), amount(par)
    one = GiftCard(
        number, stage.world.location(location).chain_id, who.phone, code or f"GC-{number}", worth, worth, moment, card_type,
        moment + timedelta(days=days) if days else None, single, restriction,
    )  # fmt: skip
    stage.world.gift_cards[number] = one
    stage.touch_client(who)
    return _summary(one)


def change_gift_card(stage: Stage, *, by: str, gift_card: int | None = None) -> Json:
    """Its balance is edited by hand: up or down, and not below nothing."""
    cards = stage.world.gift_cards
    if not cards or (gift_card is not None and gift_card not in cards):
        raise UnknownError(f"gift card {gift_card}")
    one = cards[max(cards) if gift_card is None else gift_card]
    if one.balance + amount(by) < 0:
        raise RefusedError(f"there are {one.balance} on it")
    one.balance += amount(by)
    return _summary(one)


def add_gift_card_type(stage: Stage, *, card_type: int, title: str) -> Json:
    """Another type that the chain sells."""
    stage.world.gift_card_types[card_type] = title
    return {"card_type": card_type}
