"""What one answer of Altegio says, as a card shows it (loyalty-domain.md §8 to §10): which card, memberships, or code."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Literal

from comeback.domain.levels import levels_of
from comeback.domain.loyalty import GiftCard, LoyaltyCard, Membership, MembershipStatus
from comeback.domain.mirror import Mirror, MirrorState, Part, Seen

Chosen = Literal["all"] | Collection[int]

USABLE = (MembershipStatus.ISSUED, MembershipStatus.ACTIVE)
_SHOWN = (*USABLE, MembershipStatus.FROZEN)
_NEVER = datetime.max.replace(tzinfo=UTC)
# Days before an end at which the card says so (loyalty-domain.md §10.9).
_NOTICES = (3, 14)


def cashback(cards: Iterable[LoyaltyCard], card_type: int | None, currency: str) -> Seen:
    """The card with the greatest balance, of equal ones the lowest id (loyalty-domain.md §5.2)."""
    own = sorted((card for card in cards if card.type_id == card_type), key=lambda card: (-card.balance, card.id))
    if not own:
        return Seen(MirrorState.NONE)
    first = own[0]
    return Seen(
        MirrorState.SHOWN, first.balance, card_id=first.id, number=first.number, several=len(own) > 1,
        levels=levels_of(first, currency, cashback=True),
    )  # fmt: skip


def discount(cards: Iterable[LoyaltyCard], card_type: int | None, currency: str) -> Seen:
    """The card with the greatest discount. A per cent is no sum: the balance stays at nothing, and no entry is posted."""
    own = [(levels_of(card, currency, cashback=False), card) for card in cards if card.type_id == card_type]
    if not own:
        return Seen(MirrorState.NONE)
    levels, first = min(own, key=lambda one: (-(one[0][0].value if one[0] else 0), one[1].id))
    most = int(first.most_percent * 100)
    return Seen(
        MirrorState.SHOWN, card_id=first.id, number=first.number, several=len(own) > 1, levels=levels, most_percent=most,
        most_amount=first.most_amount,
    )  # fmt: skip


def gift(cards: Iterable[GiftCard], types: Chosen, before: Mirror | None, now: datetime) -> Seen:
    """The gift card that the pass is bound to while it pays for something, else the one that expires first. Two balances are
    never one figure: the others are only listed. One that is used up stays until there is another.
    """
    own = [one for one in cards if types == "all" or one.type_id in types]
    usable = sorted((one for one in own if one.is_usable(now)), key=lambda one: (one.expires_at or _NEVER, one.id))
    bound_to = before.seen.gifts[0].id if before and before.seen.gifts else None
    bound = next((one for one in own if one.id == bound_to), None)
    first = bound if bound and (bound in usable or not usable) else next(iter(usable), None)
    if first is None:
        return Seen(MirrorState.NONE)
    balance = first.balance if first in usable else 0
    return Seen(MirrorState.SHOWN, balance, number=first.code, gifts=(first, *(one for one in usable if one is not first)))


def multipass(memberships: Iterable[Membership], services: Chosen, now: datetime) -> Seen:
    """Memberships with sessions left, the nearest expiry first, because Altegio debits that one first. A frozen one is shown
    and cannot be used (ruling 14); sessions that are not counted are no number.
    """
    parts = (_part(one, services) for one in memberships if _is_shown(one, now))
    shown = [part for part in parts if part.sessions > 0 or part.unlimited]
    if not shown:
        return Seen(MirrorState.NONE)
    shown.sort(key=lambda part: (part.expires_at or _NEVER, part.membership_id))
    usable = [part for part in shown if part.status in USABLE]
    ends = [part.expires_at for part in usable if part.expires_at and part.renewal is None]
    return Seen(
        MirrorState.SHOWN, sum(part.sessions for part in usable), tuple(shown), ending=_notice(min(ends, default=None), now)
    )


def _notice(ends_at: datetime | None, now: datetime) -> int:
    left = (ends_at - now).total_seconds() / 86_400 if ends_at else _NOTICES[-1] + 1
    return next((days for days in _NOTICES if left <= days), 0)


def _is_shown(one: Membership, now: datetime) -> bool:
    return one.status in _SHOWN and (one.expires_at is None or one.expires_at > now)


def _part(one: Membership, services: Chosen) -> Part:
    """With a list of services only their counters are shown, the largest first; a pool is for whatever its type allows."""
    counters = sorted(
        (each for each in one.counters if services == "all" or each.service_id in services),
        key=lambda each: (not each.unlimited, -each.sessions),
    )
    return Part(
        one.id, one.number, one.title, sum(each.sessions for each in counters) if one.counters else one.sessions,
        tuple(counters), one.status, one.starts_at, one.expires_at, one.frozen_until, one.starts_by,
        any(each.unlimited for each in counters) if one.counters else one.unlimited, one.renewal,
    )  # fmt: skip
