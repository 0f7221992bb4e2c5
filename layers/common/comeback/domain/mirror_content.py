"""What a card says whose balance Altegio owns, whichever wallet shows it (loyalty-domain.md §10.3, §10.4, §10.9)."""

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from comeback.domain.card import Card
from comeback.domain.ledger import Entry
from comeback.domain.loyalty import MembershipStatus
from comeback.domain.mirror import Mirror, MirrorState, Part
from comeback.domain.money import exponent_of, told
from comeback.domain.program import Program, ProgramType

Json = dict[str, Any]


class Fact(NamedTuple):
    """Something worth a line; `key` tells it from the others."""

    key: str
    label: str
    text: str


def label_of(card: Card) -> str:
    """What the main figure counts."""
    return "Balance" if card.type is ProgramType.CASHBACK else "Sessions left"


def figure_of(card: Card, program: Program) -> str:
    """The main figure in words; never below zero (§8.7)."""
    shown = max(card.balance, 0)
    return told(shown, program.currency) if card.type is ProgramType.CASHBACK else str(shown)


def header_field(card: Card, program: Program) -> Json:
    """The main figure of a pass; phones write money as their owner is used to and speak when it changes."""
    shown = max(card.balance, 0)
    if card.type is ProgramType.CASHBACK:
        amount = shown / 10 ** exponent_of(program.currency)
        money = {"value": amount, "currencyCode": program.currency}
        return {"key": "balance", "label": "BALANCE", **money, "changeMessage": "Your balance is now %@."}
    return {"key": "sessions", "label": "SESSIONS LEFT", "value": shown, "changeMessage": "Your card now has %@ sessions."}


def google_points(card: Card, program: Program) -> Json:
    """The main figure of a loyalty object."""
    shown = max(card.balance, 0)
    if card.type is ProgramType.CASHBACK:
        micros = shown * 10 ** (6 - exponent_of(program.currency))
        return {"label": "Balance", "balance": {"money": {"micros": str(micros), "currencyCode": program.currency}}}
    return {"label": "Sessions left", "balance": {"int": shown}}


def facts_of(card: Card, program: Program, mirror: Mirror | None, timezone: str) -> list[Fact]:
    """What stands beside the main figure, the most urgent first."""
    if mirror is None:
        return [Fact("state", "Balance", "It is being read and appears in a moment.")]
    zone, seen = ZoneInfo(timezone), mirror.seen
    facts = [Fact(f"membership{part.membership_id}", part.title or "Membership", _told(part, zone)) for part in seen.parts]
    if card.type is ProgramType.CASHBACK and seen.number:
        facts.append(Fact("loyalty", "Loyalty card", seen.number))
    if seen.state is MirrorState.NONE:
        missing = "no loyalty card" if card.type is ProgramType.CASHBACK else "no membership with sessions left"
        facts.append(Fact("state", "No card yet", f"There is {missing} in your name. Ask at the desk."))
    if seen.state is MirrorState.ATTENTION:
        facts.append(Fact("state", "Last known balance", f"As of {_day(mirror.as_of, zone)}. Ask at the desk."))
    if card.balance < 0:
        owed = told(-card.balance, program.currency)
        facts.append(Fact("debt", "To catch up", f"{owed}: points were taken back after they had been spent."))
    return facts


def change_of(entry: Entry, program: Program, timezone: str) -> str:
    """A line of the latest changes, with its reason where Altegio told one."""
    day = _day(entry.effective_at, ZoneInfo(timezone))
    amount = told(entry.amount, program.currency) if entry.unit == "minor" else str(entry.amount)
    sign = "+" if entry.amount > 0 else ""
    return f"{day}: {entry.reason}" if entry.reason and entry.unit == "minor" else f"{day}: {sign}{amount}" + _why(entry)


def _why(entry: Entry) -> str:
    return f", {entry.reason}" if entry.reason else ""


def _told(part: Part, zone: ZoneInfo) -> str:
    counted = ", ".join(f"{each.title}: {each.sessions}" for each in part.services) or f"{part.sessions} sessions"
    if part.status is MembershipStatus.FROZEN:
        until = f" until {_day(part.frozen_until, zone)}" if part.frozen_until else ""
        return f"{counted}. Frozen{until}."
    ends = f" Valid until {_day(part.expires_at, zone)}." if part.expires_at else ""
    return f"{counted}.{' Not started.' if part.status is MembershipStatus.ISSUED else ''}{ends}"


def _day(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.day} {local:%b %Y}"
