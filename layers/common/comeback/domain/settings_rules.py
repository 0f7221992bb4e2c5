"""Which settings rows are possible, and which one is recommended (loyalty-domain.md §5.1, interfaces.md ruling 12)."""

from collections.abc import Iterator
from dataclasses import replace

from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.program import ProgramType
from comeback.domain.settings import CardSettings, EveryN, Items

_STAMP = CardSettings(write_to_crm=True)
_CASHBACK = CardSettings(write_to_crm=True, create_crm_client=True, deliver_via_crm=True, sms_via_crm=True)
_MULTIPASS = CardSettings(write_to_crm=True, deliver_via_crm=True, sms_via_crm=True)
_RECOMMENDED = {
    ProgramType.STAMP: _STAMP,
    ProgramType.CASHBACK: _CASHBACK,
    ProgramType.MULTIPASS: _MULTIPASS,
    ProgramType.DISCOUNT: _CASHBACK,
    ProgramType.GIFT: _MULTIPASS,
}
_OF_A_CARD_TYPE = (ProgramType.CASHBACK, ProgramType.DISCOUNT)


def recommended(kind: ProgramType) -> CardSettings:
    """The row that an owner is offered first."""
    return _RECOMMENDED[kind]


def possible(kind: ProgramType, settings: CardSettings) -> CardSettings:
    """The row as it will hold: without the right to write, everything that writes is off.

    Raises FieldRefused, naming every field of an impossible combination.
    """
    held = settings if settings.write_to_crm else _read_only(settings)
    errors = [*_of_type(kind, held), *_of_delivery(held), *_of_rule(held)]
    if errors:
        raise FieldRefused(*errors)
    return held


_MESSAGES = ("deliver_via_crm", "sms_via_crm", "email_via_crm")
_NO_MESSAGES = (
    "Not for stamp cards: a stamp program gives a card to the whole client base, and messages to all of it would get the "
    "account blocked for spam."
)


def _read_only(settings: CardSettings) -> CardSettings:
    return replace(settings, deliver_via_crm=False, sms_via_crm=False, email_via_crm=False, create_crm_client=False)


def _of_type(kind: ProgramType, settings: CardSettings) -> Iterator[FieldError]:
    if kind in _OF_A_CARD_TYPE and settings.crm_card_type is None:
        yield FieldError("crm_card_type", f"A {kind} program mirrors the cards of one Altegio card type: name it.")
    if kind not in _OF_A_CARD_TYPE and settings.crm_card_type is not None:
        yield FieldError("crm_card_type", "Only a cashback or discount program has an Altegio card type.")
    if kind is not ProgramType.GIFT and settings.gift_card_types != "all":
        yield FieldError("gift_card_types", "Only a gift program has a list of gift card types.")
    if kind is not ProgramType.MULTIPASS and settings.services != "all":
        yield FieldError("services", "Only a multipass program has a list of services.")
    if kind is ProgramType.STAMP:
        yield from (FieldError(field, _NO_MESSAGES) for field in _MESSAGES if getattr(settings, field))


def _of_delivery(settings: CardSettings) -> Iterator[FieldError]:
    if settings.deliver_from >= settings.deliver_until:
        yield FieldError("deliver_until", "Messages are sent within one day: this has to be later than deliver_from.")


def caps_beside_carry(settings: CardSettings) -> list[str]:
    """Keys that cannot be beside a remainder that is carried over."""
    rule = settings.accrual_rule
    if not isinstance(rule, EveryN) or rule.remainder != "carry":
        return []
    return [key for key in ("max_per_unit", "max_per_day") if getattr(settings, key) is not None]


def _of_rule(settings: CardSettings) -> Iterator[FieldError]:
    rule = settings.accrual_rule
    for field in caps_beside_carry(settings):
        yield FieldError(field, "Not where the remainder is carried over: the whole card earns as one.")
    if isinstance(rule, Items) and not settings.count_products:
        for place, item in enumerate(rule.items):
            if item.type == "product":
                yield FieldError(f"accrual_rule.items.{place}", "A product earns only with count_products.")
