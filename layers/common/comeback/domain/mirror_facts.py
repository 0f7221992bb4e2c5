"""The lines of a mirrored card: its memberships, its gift card, its levels."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from comeback.domain.levels import Level, lacking_of, worth_of
from comeback.domain.loyalty import Counter, GiftCard, MembershipStatus, Renewal
from comeback.domain.mirror import Part, Seen
from comeback.domain.money import told
from comeback.domain.program import Program, ProgramType

_FRONT_COUNTERS = 2
_GIVES = {ProgramType.CASHBACK: "Cashback", ProgramType.DISCOUNT: "Discount"}


class Fact(NamedTuple):
    """Something worth a line; `key` tells it from the others. `front`: shorter words for where there is little room."""

    key: str
    label: str
    text: str
    front: str = ""

    @property
    def short(self) -> str:
        """What fits on the front."""
        return self.front or self.text


def membership_facts(seen: Seen, zone: ZoneInfo) -> Iterator[Fact]:
    """The nearest end first; with a counter for each service the front has the largest ones and the back has all (§9.2)."""
    for place, part in enumerate(seen.parts):
        state, label = _state(part, zone, seen.ending if place == 0 else 0), part.title.strip() or "Membership"
        counted = [_counted(each) for each in part.services] or [_pool(part)]
        front = f"{', '.join(counted[:_FRONT_COUNTERS])}.{state}"
        yield Fact(f"membership{part.membership_id}", label, f"{', '.join(counted)}.{state}", front)


def _counted(each: Counter) -> str:
    return f"{each.title}: {'unlimited' if each.unlimited else each.sessions}"


def _pool(part: Part) -> str:
    return "Unlimited sessions" if part.unlimited else f"{part.sessions} session{'' if part.sessions == 1 else 's'}"


def _state(part: Part, zone: ZoneInfo, ending: int) -> str:
    if part.status is MembershipStatus.FROZEN:
        return f" Frozen{f' until {day_of(part.frozen_until, zone)}' if part.frozen_until else ''}."
    began = ""
    if part.status is MembershipStatus.ISSUED:
        began = f" Not started{f', starts by {day_of(part.starts_by, zone)} at the latest' if part.starts_by else ''}."
    return began + _end(part, zone, ending)


def _end(part: Part, zone: ZoneInfo, ending: int) -> str:
    if part.expires_at is None:
        return ""
    day = day_of(part.expires_at, zone)
    match part.renewal:
        case Renewal.ON:
            return f" Renews on {day}."
        case Renewal.OFF:
            return f" Ends on {day}."
        case Renewal.FAILED:
            return f" Payment failed, valid until {day}."
        case _:
            return f" Valid until {day}{f': fewer than {ending} days are left' if ending else ''}."


def gift_facts(seen: Seen, currency: str, zone: ZoneInfo) -> Iterator[Fact]:
    """The gift card that is shown, and what else the person has."""
    for place, one in enumerate(seen.gifts):
        if place:
            yield Fact(f"gift{one.id}", "Another gift card", f"{one.code}: {told(one.balance, currency)}{_gift_end(one, zone)}")
            continue
        if one.single:
            yield Fact("single", "One-time", "It is used up by the first payment; the rest is lost.", "Used up by one payment")
        yield Fact("valid", "Valid", f"until {day_of(one.expires_at, zone)}" if one.expires_at else "without an end")
        if one.code.strip():
            yield Fact("code", "Code", one.code)
        if one.restriction.strip():
            yield Fact("restriction", "Pays for", one.restriction)
        if not seen.balance:
            yield Fact("used", "Used up", "This gift card pays for nothing any more. Ask at the desk.")


def _gift_end(one: GiftCard, zone: ZoneInfo) -> str:
    return f", valid until {day_of(one.expires_at, zone)}" if one.expires_at else ""


def level_facts(seen: Seen, kind: ProgramType, program: Program) -> Iterator[Fact]:
    """What the card's promotions give, and what is lacking to more (§10.2, §10.3)."""
    for place, level in enumerate(seen.levels):
        title, rate = level.title.strip(), f"{worth_of(level.value, level.unit, program.currency)}{_every(level)}"
        front = rate if kind is ProgramType.CASHBACK else title
        yield Fact(f"level{place}", _GIVES[kind], f"{rate}: {title}" if title else rate, front)
        if level.next:
            more, then = lacking_of(level.next, program.currency), worth_of(level.next.value, level.unit, program.currency)
            yield Fact(f"next{place}", "Next level", f"{more} more to {then}")
    if seen.most_percent or seen.most_amount:
        most = [worth_of(seen.most_percent, "percent", program.currency)] if seen.most_percent else []
        most += [told(seen.most_amount, program.currency)] if seen.most_amount else []
        yield Fact("most", "At most", ", ".join(most))


def points_fact(seen: Seen, program: Program) -> Fact:
    """When points expire, where a promotion says so; Altegio tells no more of it, nor what they pay for."""
    lives = next((level.points_live for level in seen.levels if level.points_live), "")
    where = "are in the terms" if program.design.terms else "you learn at the desk"
    rules = f"They expire after {lives}." if lives else f"When they expire and what they pay for {where}."
    return Fact("points", "Your points", rules)


def _every(level: Level) -> str:
    return f" for every {level.every} services, {level.counted} counted by Altegio" if level.every else ""


def day_of(moment: datetime, zone: ZoneInfo) -> str:
    """`1 Dec 2026`."""
    local = moment.astimezone(zone)
    return f"{local.day} {local:%b %Y}"
