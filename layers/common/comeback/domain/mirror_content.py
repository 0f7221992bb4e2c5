"""What a card says whose balance Altegio owns, whichever wallet shows it (loyalty-domain.md §10.2 to §10.5, §10.8 to §10.10)."""

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from comeback.domain.card import Card
from comeback.domain.ledger import Entry
from comeback.domain.levels import percent_of, worth_of
from comeback.domain.mirror import Mirror, MirrorState
from comeback.domain.mirror_facts import Fact, day_of, gift_facts, level_facts, membership_facts, points_fact
from comeback.domain.money import exponent_of, told
from comeback.domain.program import Program, ProgramType

Json = dict[str, Any]

_LABELS = {
    ProgramType.CASHBACK: "Balance", ProgramType.GIFT: "Gift card", ProgramType.DISCOUNT: "Discount",
    ProgramType.MULTIPASS: "Sessions left",
}  # fmt: skip
_MISSING = {
    ProgramType.CASHBACK: "no loyalty card", ProgramType.DISCOUNT: "no discount card",
    ProgramType.GIFT: "no gift card with money on it", ProgramType.MULTIPASS: "no membership with sessions left",
}  # fmt: skip
_SAID = {
    ProgramType.CASHBACK: "Your balance is now %@.", ProgramType.GIFT: "On your gift card are now %@.",
    ProgramType.DISCOUNT: "Your discount is now %@.", ProgramType.MULTIPASS: "Your card now has %@ sessions.",
}  # fmt: skip
_UNLIMITED = "unlimited"
_LATIN_1 = 256


def label_of(card: Card) -> str:
    """What the main figure counts."""
    return _LABELS[card.type]


def figure_of(card: Card, program: Program, mirror: Mirror | None) -> str:
    """The main figure in words; never below zero (§8.7)."""
    shown = max(card.balance, 0)
    match card.type:
        case ProgramType.DISCOUNT:
            first = next(iter(mirror.seen.levels), None) if mirror else None
            return worth_of(first.value, first.unit, program.currency) if first else worth_of(0, "percent", program.currency)
        case ProgramType.MULTIPASS:
            return _UNLIMITED if _is_unlimited(mirror) else str(shown)
        case _:
            return told(shown, program.currency)


def header_field(card: Card, program: Program, mirror: Mirror | None) -> Json:
    """The main figure of a pass; phones write money as their owner is used to and speak when it changes."""
    shown = max(card.balance, 0)
    value: Json = {"value": figure_of(card, program, mirror)}
    if card.type is ProgramType.MULTIPASS and not _is_unlimited(mirror):
        value = {"value": shown}
    elif card.type in (ProgramType.CASHBACK, ProgramType.GIFT):
        value = {"value": shown / 10 ** exponent_of(program.currency), "currencyCode": program.currency}
    key = "sessions" if card.type is ProgramType.MULTIPASS else "balance"
    return {"key": key, "label": label_of(card).upper(), **value, "changeMessage": _SAID[card.type]}


def google_points(card: Card, program: Program, mirror: Mirror | None) -> Json:
    """The main figure of a loyalty object."""
    shown = max(card.balance, 0)
    balance: Json = {"string": figure_of(card, program, mirror)}
    if card.type is ProgramType.MULTIPASS and not _is_unlimited(mirror):
        balance = {"int": shown}
    elif card.type in (ProgramType.CASHBACK, ProgramType.GIFT):
        micros = shown * 10 ** (6 - exponent_of(program.currency))
        balance = {"money": {"micros": str(micros), "currencyCode": program.currency}}
    return {"label": label_of(card), "balance": balance}


def facts_of(card: Card, program: Program, mirror: Mirror | None, timezone: str, places: Sequence[str] = ()) -> list[Fact]:
    """What stands beside the main figure, the most urgent first; `places`: titles of the program's locations."""
    if mirror is None:
        return [Fact("state", "Balance", "It is being read and appears in a moment.")]
    return list(_facts(card, program, mirror, ZoneInfo(timezone), places))


def code_of(card: Card, mirror: Mirror | None) -> str:
    """The code of the gift card that the pass is bound to (§10.8); nothing for other cards, and for a code that older phones
    cannot draw: Latin-1 is what barcodes take.
    """
    code = mirror.seen.number.strip() if card.type is ProgramType.GIFT and mirror else ""
    return code if all(ord(sign) < _LATIN_1 for sign in code) else ""


def _facts(card: Card, program: Program, mirror: Mirror, zone: ZoneInfo, places: Sequence[str]) -> Iterator[Fact]:
    seen = mirror.seen
    if seen.state is MirrorState.NONE:
        yield Fact("state", "No card yet", f"There is {_MISSING[card.type]} in your name. Ask at the desk.")
    if seen.state is MirrorState.ATTENTION:
        yield Fact("state", "Last known balance", f"As of {day_of(mirror.as_of, zone)}. Ask at the desk.")
    yield from membership_facts(seen, zone)
    yield from gift_facts(seen, program.currency, zone)
    yield from level_facts(seen, card.type, program)
    if card.type is ProgramType.DISCOUNT and places:
        yield Fact("places", "Valid at", ", ".join(places))
    if seen.card_id and seen.number.strip():
        yield Fact("loyalty", "Loyalty card", seen.number)
    if card.type is ProgramType.CASHBACK and seen.card_id:
        yield points_fact(seen, program)
    if card.balance < 0:
        owed = told(-card.balance, program.currency)
        yield Fact("debt", "To catch up", f"{owed}: points were taken back after they had been spent.")


def change_of(entry: Entry, program: Program, timezone: str) -> str:
    """A line of the latest changes, with its reason where Altegio told one."""
    day = day_of(entry.effective_at, ZoneInfo(timezone))
    amount = told(entry.amount, program.currency) if entry.unit == "minor" else str(entry.amount)
    sign = "+" if entry.amount > 0 else ""
    tells_amount = entry.unit == "minor" and entry.reason is not None and program.currency in entry.reason
    return f"{day}: {entry.reason}" if tells_amount else f"{day}: {sign}{amount}" + _why(entry)


def percent_number(value: int) -> int | float:
    """Hundredths of a per cent as a number that is whole where it can be."""
    number = percent_of(value)
    return int(number) if number == int(number) else number


def _why(entry: Entry) -> str:
    return f", {entry.reason}" if entry.reason else ""


def _is_unlimited(mirror: Mirror | None) -> bool:
    return mirror is not None and any(part.unlimited for part in mirror.seen.parts)
