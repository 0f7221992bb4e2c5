"""The mirror of a balance that Altegio owns (loyalty-domain.md §8, §9): what a read says, and what changed since the last one.

Nothing here adds or computes a balance of its own: an entry is the difference of two reads.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

from comeback.domain.card import Card, next_mark
from comeback.domain.ids import EntryId, LoyaltyCardId, MembershipId, VisitId
from comeback.domain.ledger import Cause, Entry, EntryKind
from comeback.domain.loyalty import Counter, LoyaltyCard, LoyaltyTransaction, Membership, MembershipStatus, TransactionType
from comeback.domain.money import told
from comeback.domain.program import ProgramType

MIRRORED = frozenset({ProgramType.CASHBACK, ProgramType.MULTIPASS})
UNITS: dict[ProgramType, Literal["minor", "sessions"]] = {ProgramType.CASHBACK: "minor", ProgramType.MULTIPASS: "sessions"}

_USABLE = (MembershipStatus.ISSUED, MembershipStatus.ACTIVE)
_SHOWN = (*_USABLE, MembershipStatus.FROZEN)
_NEVER = datetime.max.replace(tzinfo=UTC)
_TAKEN = frozenset({TransactionType.WITHDRAWAL, TransactionType.TAKEN_BY_HAND, TransactionType.EXPIRED})
_WORDS = {
    TransactionType.ACCRUAL: "cashback",
    TransactionType.WITHDRAWAL: "spent",
    TransactionType.REFERRAL: "referral",
    TransactionType.ADDED_BY_HAND: "added by hand",
    TransactionType.TAKEN_BY_HAND: "taken by hand",
    TransactionType.EXPIRED: "expired",
    TransactionType.SESSION: "session used",
}


class MirrorState(StrEnum):
    """`none`: Altegio has no card of the type, or no membership, for the person. `attention`: the card type is gone; what is
    shown is the last that was read.
    """

    SHOWN = "shown"
    NONE = "none"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Part:
    """A membership as the card shows it."""

    membership_id: MembershipId
    number: str
    title: str
    sessions: int
    services: tuple[Counter, ...]
    status: MembershipStatus
    starts_at: datetime | None
    expires_at: datetime | None
    frozen_until: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one read says. `balance`: minor units, maybe negative, or usable sessions. `card_id` and `number` are those of the
    loyalty card; `several`: the person has more than one of the type, which the owner should know.
    """

    state: MirrorState
    balance: int = 0
    parts: tuple[Part, ...] = ()
    card_id: LoyaltyCardId | None = None
    number: str = ""
    several: bool = False


@dataclass(frozen=True, slots=True)
class Mirror:
    """What was `seen` last and the moment before that read; `reads` counts them all. `explained`: the newest loyalty
    transaction that has explained an entry.
    """

    seen: Seen
    as_of: datetime
    reads: int = 1
    explained: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """The transactions behind a difference, in words; nothing where there are none."""

    reason: str | None = None
    visit_ids: tuple[VisitId, ...] = ()
    newest: int = 0


def cashback(cards: Iterable[LoyaltyCard], card_type: int | None) -> Seen:
    """The card with the greatest balance, of equal ones the lowest id (loyalty-domain.md §5.2)."""
    own = sorted((card for card in cards if card.type_id == card_type), key=lambda card: (-card.balance, card.id))
    if not own:
        return Seen(MirrorState.NONE)
    first = own[0]
    return Seen(MirrorState.SHOWN, first.balance, card_id=first.id, number=first.number, several=len(own) > 1)


def multipass(memberships: Iterable[Membership], services: Literal["all"] | Collection[int], now: datetime) -> Seen:
    """Memberships with sessions left, the nearest expiry first, because Altegio debits that one first. A frozen one is shown
    and cannot be used (ruling 14).
    """
    shown = [part for part in (_part(one, services) for one in memberships if _is_shown(one, now)) if part.sessions > 0]
    if not shown:
        return Seen(MirrorState.NONE)
    shown.sort(key=lambda part: (part.expires_at or _NEVER, part.membership_id))
    return Seen(MirrorState.SHOWN, sum(part.sessions for part in shown if part.status in _USABLE), tuple(shown))


def _is_shown(one: Membership, now: datetime) -> bool:
    return one.status in _SHOWN and (one.expires_at is None or one.expires_at > now)


def _part(one: Membership, services: Literal["all"] | Collection[int]) -> Part:
    """With a list of services only their counters are shown; a pool is for whatever its type allows in Altegio."""
    counters = tuple(each for each in one.counters if services == "all" or each.service_id in services)
    sessions = sum(each.sessions for each in counters) if one.counters else one.sessions
    return Part(
        one.id, one.number, one.title, sessions, counters, one.status, one.starts_at, one.expires_at, one.frozen_until
    )  # fmt: skip


def mirrored(before: Mirror | None, seen: Seen, as_of: datetime) -> Mirror:
    """The mirror after a read. With the card type gone the last that was seen stays, with its date."""
    if before is None:
        return Mirror(seen, as_of)
    if seen.state is MirrorState.ATTENTION:
        return replace(before, seen=replace(before.seen, state=MirrorState.ATTENTION), reads=before.reads + 1)
    return replace(before, seen=seen, as_of=as_of, reads=before.reads + 1)


def why(transactions: Iterable[LoyaltyTransaction], before: Mirror | None, after: Seen, currency: str) -> Why:
    """What happened to what was shown or is now; every transaction explains once."""
    shown, explained = ((before.seen, after), before.explained) if before else ((after,), 0)
    of_card = (one for one in transactions if any(_concerns(one, seen) for seen in shown))
    fresh = sorted((one for one in of_card if one.id > explained), key=lambda one: one.id)
    said = [one for one in fresh if one.type_id in _WORDS]
    if not said:
        return Why()
    return Why(
        reason=", ".join(_words(one, currency) for one in said),
        visit_ids=tuple(dict.fromkeys(one.visit_id for one in said if one.visit_id)),
        newest=said[-1].id,
    )


def _concerns(one: LoyaltyTransaction, seen: Seen) -> bool:
    """A visit's own list does not name the membership that paid for it."""
    if one.card_id and one.card_id == seen.card_id:
        return True
    of_visit = bool(seen.parts) and not one.membership_id and one.type_id == TransactionType.SESSION
    return of_visit or one.membership_id in {part.membership_id for part in seen.parts}


def _words(one: LoyaltyTransaction, currency: str) -> str:
    kind = TransactionType(one.type_id)
    if kind is TransactionType.SESSION:
        return _WORDS[kind]
    amount = -abs(one.amount) if kind in _TAKEN else one.amount
    return f"{_WORDS[kind]} {'+' if amount > 0 else ''}{told(amount, currency)}"


def difference(card: Card, mirror: Mirror) -> int:
    """What the head lacks of the mirrored balance."""
    return mirror.seen.balance - card.balance


def is_news(before: Mirror | None, after: Mirror) -> bool:
    """Whether the card shows something else than before."""
    return before is None or before.seen != after.seen


def follow(
    card: Card, mirror: Mirror, now: datetime, new_id: EntryId, cause: Cause, reason: str | None
) -> tuple[Card, tuple[Entry, ...]]:
    """The head with the mirrored balance and a new mark, and the entry of the difference, if there is one."""
    amount = difference(card, mirror)
    head = replace(card, mark=next_mark(card.mark, now))
    if amount == 0:
        return head, ()
    head = replace(head, seq=card.seq + 1, balance=card.balance + amount)
    entry = Entry(
        id=new_id, card_id=card.id, program_id=card.program_id, seq=head.seq, kind=EntryKind.MIRROR, amount=amount,
        balance_after=head.balance, effective_at=mirror.as_of, booked_at=now, unit=UNITS[card.type], cause=cause,
        reason=reason,
    )  # fmt: skip
    return head, (entry,)
