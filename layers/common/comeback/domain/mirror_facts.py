"""The lines of a mirrored card: its memberships, its gift card, its levels."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from comeback.domain.levels import Level, lacking_of, worth_of
from comeback.domain.loyalty import Counter, MembershipStatus, Renewal
from comeback.domain.mirror import Part, Seen
from comeback.domain.program import Program, ProgramType
from comeback.domain.words import Money, Words

_FRONT_COUNTERS = 2
_ENDS = {Renewal.ON: "fact.renews", Renewal.OFF: "fact.ends", Renewal.FAILED: "fact.payment_failed"}


class Fact(NamedTuple):
    """Something worth a line; `key` tells it from the others. `front`: shorter words for where there is little room; `moment`:
    what the text says, where it is a day and nothing else.
    """

    key: str
    label: str
    text: str
    front: str = ""
    moment: datetime | None = None

    @property
    def short(self) -> str:
        """What fits on the front."""
        return self.front or self.text


def membership_facts(seen: Seen, zone: ZoneInfo, words: Words) -> Iterator[Fact]:
    """The nearest end first; with a counter for each service the front has the largest ones and the back has all (§9.2)."""
    for place, part in enumerate(seen.parts):
        label = part.title.strip() or words.say("fact.membership")
        counted = [_counted(each, words) for each in part.services] or [_pool(part, words)]
        state = list(_state(part, zone, words, seen.ending if place == 0 else 0))
        front, whole = (" ".join((f"{', '.join(some)}.", *state)) for some in (counted[:_FRONT_COUNTERS], counted))
        yield Fact(f"membership{part.membership_id}", label, whole, front)


def _counted(each: Counter, words: Words) -> str:
    left = words.say("fact.unlimited") if each.unlimited else words.write(each.sessions)
    return f"{each.title}: {left}"


def _pool(part: Part, words: Words) -> str:
    return words.say("fact.unlimited_sessions") if part.unlimited else words.say("fact.sessions", n=part.sessions)


def _state(part: Part, zone: ZoneInfo, words: Words, ending: int) -> Iterator[str]:
    if part.status is MembershipStatus.FROZEN:
        until = part.frozen_until
        yield words.say("fact.frozen_until", day=_day(until, zone)) if until else words.say("fact.frozen")
        return
    if part.status is MembershipStatus.ISSUED:
        by = part.starts_by
        yield words.say("fact.not_started_by", day=_day(by, zone)) if by else words.say("fact.not_started")
    if part.expires_at is None:
        return
    day = _day(part.expires_at, zone)
    if part.renewal is not None:
        yield words.say(_ENDS[part.renewal], day=day)
    elif ending:
        yield words.say("fact.ends_soon", day=day, n=ending)
    else:
        yield words.say("fact.ends_until", day=day)


def gift_facts(seen: Seen, currency: str, zone: ZoneInfo, words: Words) -> Iterator[Fact]:
    """The gift card that is shown, and what else the person has."""
    for place, one in enumerate(seen.gifts):
        ends_at = one.expires_at.astimezone(zone) if one.expires_at else None
        if place:
            told = f"{one.code}: {words.write(Money(one.balance, currency))}"
            ends = [words.say("fact.until", day=ends_at.date())] if ends_at else []
            yield Fact(f"gift{one.id}", words.say("fact.another_gift"), ", ".join([told, *ends]))
            continue
        if one.single:
            yield Fact("single", words.say("fact.single"), words.say("fact.single_told"), words.say("fact.single_short"))
        if ends_at:
            yield Fact("valid", words.say("fact.valid_until"), words.write(ends_at.date()), moment=ends_at)
        else:
            yield Fact("valid", words.say("fact.valid"), words.say("fact.without_end"))
        if one.code.strip():
            yield Fact("code", words.say("fact.code"), one.code)
        if one.restriction.strip():
            yield Fact("restriction", words.say("fact.pays_for"), one.restriction)
        if not seen.balance:
            yield Fact("used", words.say("fact.used"), words.say("fact.used_told"))


def level_facts(seen: Seen, kind: ProgramType, program: Program, words: Words) -> Iterator[Fact]:
    """What the card's promotions give, and what is lacking to more (§10.2, §10.3)."""
    currency = program.currency
    for place, level in enumerate(seen.levels):
        title, rate = level.title.strip(), _rate(level, currency, words)
        front = rate if kind is ProgramType.CASHBACK else title
        yield Fact(f"level{place}", words.say(f"fact.gives.{kind.value}"), f"{rate}: {title}" if title else rate, front)
        if level.next:
            more, then = lacking_of(level.next, currency), worth_of(level.next.value, level.unit, currency)
            yield Fact(f"next{place}", words.say("fact.next_level"), words.say("fact.more_to", more=more, then=then))
    if seen.most_percent or seen.most_amount:
        most = [worth_of(seen.most_percent, "percent", currency)] if seen.most_percent else []
        most += [Money(seen.most_amount, currency)] if seen.most_amount else []
        yield Fact("most", words.say("fact.most"), ", ".join(map(words.write, most)))


def points_fact(seen: Seen, program: Program, words: Words) -> Fact:
    """When points expire, where a promotion says so; Altegio tells no more of it, nor what they pay for."""
    lives = next((level.points_live for level in seen.levels if level.points_live), "")
    if lives:
        rules = words.say("fact.points_live", time=lives)
    else:
        rules = words.say("fact.points_in_terms" if program.design.terms else "fact.points_at_desk")
    return Fact("points", words.say("fact.points"), rules)


def _rate(level: Level, currency: str, words: Words) -> str:
    worth = worth_of(level.value, level.unit, currency)
    return words.say("fact.every", rate=worth, n=level.every, counted=level.counted) if level.every else words.write(worth)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
