"""What a card says whose balance Altegio owns, whichever wallet shows it (loyalty-domain.md §10.2 to §10.5, §10.8 to §10.10)."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from comeback.domain.because import said
from comeback.domain.card import Card, CardStatus
from comeback.domain.card_content import CardContent
from comeback.domain.ledger import Entry
from comeback.domain.levels import percent_of, worth_of
from comeback.domain.mirror import Mirror, MirrorState
from comeback.domain.mirror_facts import Fact, gift_facts, level_facts, membership_facts, points_fact
from comeback.domain.money import exponent_of
from comeback.domain.program import ProgramType
from comeback.domain.words import Money, Words

Json = dict[str, Any]

_LATIN_1 = 256
# By type the fact that stands beside Google's main figure, and what it is called while there is none.
_SECOND = {
    ProgramType.CASHBACK: ("level0", "fact.gives.cashback"), ProgramType.DISCOUNT: ("level0", "fact.gives.discount"),
    ProgramType.GIFT: ("valid", "fact.valid"),
}  # fmt: skip
_NOTHING = "-"


def label_of(card: Card, words: Words) -> str:
    """What the main figure counts."""
    return words.say(f"figure.{card.type.value}")


def figure_of(content: CardContent) -> str:
    """The main figure in words; never below zero (§8.7)."""
    card, words, currency = content.card, content.words, content.program.currency
    shown = max(card.balance, 0)
    match card.type:
        case ProgramType.DISCOUNT:
            first = next(iter(content.mirror.seen.levels), None) if content.mirror else None
            return words.write(worth_of(first.value, first.unit, currency) if first else worth_of(0, "percent", currency))
        case ProgramType.MULTIPASS:
            return words.say("fact.unlimited") if _is_unlimited(content.mirror) else words.write(shown)
        case _:
            return words.write(Money(shown, currency))


def counted_by_figure(card: Card, mirror: Mirror | None) -> int:
    """What the main figure counts as one number: a discount has no balance, but a level."""
    if card.type is not ProgramType.DISCOUNT:
        return card.balance
    return mirror.seen.levels[0].value if mirror and mirror.seen.levels else 0


def header_field(content: CardContent) -> Json:
    """The main figure of a pass; phones write money as their owner is used to and speak when it changes."""
    card, words = content.card, content.words
    shown = max(card.balance, 0)
    value: Json = {"value": figure_of(content)}
    if card.type is ProgramType.MULTIPASS and not _is_unlimited(content.mirror):
        value = {"value": shown}
    elif card.type in (ProgramType.CASHBACK, ProgramType.GIFT):
        value = money_value(Money(shown, content.program.currency))
    key = "sessions" if card.type is ProgramType.MULTIPASS else "balance"
    speaks = words.say(f"figure.{card.type.value}.changed")
    return {"key": key, "label": label_of(card, words).upper(), **value, "changeMessage": speaks}


def money_value(money: Money) -> Json:
    """An amount that phones write as their owner is used to."""
    return {"value": money.amount / 10 ** exponent_of(money.currency), "currencyCode": money.currency}


def google_points(content: CardContent) -> Json:
    """The main figure of a loyalty object."""
    card, currency = content.card, content.program.currency
    shown = max(card.balance, 0)
    balance: Json = {"string": figure_of(content)}
    if card.type is ProgramType.MULTIPASS and not _is_unlimited(content.mirror):
        balance = {"int": shown}
    elif card.type in (ProgramType.CASHBACK, ProgramType.GIFT):
        balance = {"money": {"micros": str(shown * 10 ** (6 - exponent_of(currency))), "currencyCode": currency}}
    return {"label": label_of(card, content.words), "balance": balance}


def google_second(content: CardContent) -> Json:
    """The rate, the level or the end, where a card of the type has one: sent even without it, since a field that is left out
    keeps its old value.
    """
    if content.card.type not in _SECOND:
        return {}
    key, label = _SECOND[content.card.type]
    shown = [] if content.card.status is CardStatus.ERASED or key in content.program.design.layout.hidden else facts_of(content)
    fact = next((one for one in shown if one.key == key), None)
    label, text = (fact.label, fact.short) if fact else (content.words.say(label), _NOTHING)
    named = content.program.design.label_of(key, label)
    return {"secondaryLoyaltyPoints": {"label": named, "balance": {"string": text}}}


def facts_of(content: CardContent) -> list[Fact]:
    """What stands beside the main figure, the most urgent first."""
    if content.mirror is None:
        return [Fact("state", content.words.say("fact.reading"), content.words.say("fact.reading_told"))]
    return list(_facts(content, content.mirror, ZoneInfo(content.timezone)))


def code_of(card: Card, mirror: Mirror | None) -> str:
    """The code of the gift card that the pass is bound to (§10.8); nothing for other cards, and for a code that older phones
    cannot draw: Latin-1 is what barcodes take.
    """
    code = mirror.seen.number.strip() if card.type is ProgramType.GIFT and mirror else ""
    return code if all(ord(sign) < _LATIN_1 for sign in code) else ""


def _facts(content: CardContent, mirror: Mirror, zone: ZoneInfo) -> Iterator[Fact]:
    card, program, words, seen = content.card, content.program, content.words, mirror.seen
    if seen.state is MirrorState.NONE:
        yield Fact("state", words.say("fact.none"), words.say(f"fact.none.{card.type.value}"))
    if seen.state is MirrorState.ATTENTION:
        told = words.say("fact.stale_told", day=mirror.as_of.astimezone(zone).date())
        yield Fact("state", words.say("fact.stale"), told)
    yield from membership_facts(seen, zone, words)
    yield from gift_facts(seen, program.currency, zone, words)
    yield from level_facts(seen, card.type, program, words)
    if card.type is ProgramType.DISCOUNT and content.places:
        yield Fact("places", words.say("fact.places"), ", ".join(content.places))
    if seen.card_id and seen.number.strip():
        yield Fact("loyalty", words.say("fact.loyalty"), seen.number)
    if card.type is ProgramType.CASHBACK and seen.card_id:
        yield points_fact(seen, program, words)
    if card.balance < 0:
        owed = Money(-card.balance, program.currency)
        yield Fact("debt", words.say("card.debt"), words.say("fact.debt_told", amount=owed))


def change_of(entry: Entry, content: CardContent) -> str:
    """A line of the latest changes, with its reason where Altegio told one."""
    words, reason = content.words, said(entry.because, content.words) or entry.reason
    day = words.write(day_of(entry, content))
    tells_amount = any(one.amount is not None for one in entry.because)
    if not entry.because and reason:  # an older one, in English only
        tells_amount = entry.unit == "minor" and content.program.currency in reason
    if tells_amount:
        return f"{day}: {reason}"
    amount = words.write(Money(entry.amount, content.program.currency) if entry.unit == "minor" else entry.amount)
    return f"{day}: {'+' if entry.amount > 0 else ''}{amount}" + (f", {reason}" if reason else "")


def day_of(entry: Entry, content: CardContent) -> date:
    """When it happened, by the clock of the location where it did, else by that of the program."""
    zone = content.program.timezone_at(entry.cause.location_id) if entry.cause else None
    return entry.effective_at.astimezone(ZoneInfo(zone or content.timezone)).date()


def percent_number(value: int) -> int | float:
    """Hundredths of a per cent as a number that is whole where it can be."""
    number = percent_of(value)
    return int(number) if number == int(number) else number


def _is_unlimited(mirror: Mirror | None) -> bool:
    return mirror is not None and any(part.unlimited for part in mirror.seen.parts)
