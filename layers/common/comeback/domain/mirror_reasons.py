"""Why a mirrored balance is another one, in words: by Altegio's transactions, else by what two reads tell of each other."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from comeback.domain.ids import VisitId
from comeback.domain.loyalty import LoyaltyTransaction, MembershipStatus, TransactionType
from comeback.domain.mirror import Mirror, Part, Seen
from comeback.domain.money import told

_TAKEN = frozenset({
    TransactionType.WITHDRAWAL, TransactionType.TAKEN_BY_HAND, TransactionType.EXPIRED, TransactionType.GIFT_CARD,
})  # fmt: skip
_WORDS = {
    TransactionType.ACCRUAL: "cashback",
    TransactionType.WITHDRAWAL: "spent",
    TransactionType.REFERRAL: "referral",
    TransactionType.ADDED_BY_HAND: "added by hand",
    TransactionType.TAKEN_BY_HAND: "taken by hand",
    TransactionType.EXPIRED: "expired",
    TransactionType.GIFT_CARD: "paid with the gift card",
    TransactionType.SESSION: "session used",
}
_OF_VISIT = {TransactionType.SESSION: "parts", TransactionType.GIFT_CARD: "gifts"}


@dataclass(frozen=True, slots=True)
class Why:
    """The transactions behind a difference, in words; nothing where there are none."""

    reason: str | None = None
    visit_ids: tuple[VisitId, ...] = ()
    newest: int = 0


def fresh(transactions: Iterable[LoyaltyTransaction], before: Mirror | None, after: Seen) -> list[LoyaltyTransaction]:
    """What happened to what was shown or is now and has not explained anything yet, in its order."""
    shown, explained = ((before.seen, after), before.explained) if before else ((after,), 0)
    of_card = (one for one in transactions if any(_concerns(one, seen) for seen in shown))
    return sorted((one for one in of_card if one.id > explained and one.type_id in _WORDS), key=lambda one: one.id)


def why(said: Sequence[LoyaltyTransaction], currency: str, missed: Collection[VisitId] = ()) -> Why:
    """The words for `fresh` transactions; `missed`: visits to which nobody came."""
    if not said:
        return Why()
    return Why(
        reason=", ".join(_words(one, currency, missed) for one in said),
        visit_ids=tuple(dict.fromkeys(one.visit_id for one in said if one.visit_id)),
        newest=said[-1].id,
    )


def compared(before: Seen, after: Seen, now: datetime) -> str | None:
    """What two reads tell of each other where no transaction explains: bought, renewed, frozen, ended, given back."""
    return ", ".join((*_memberships(before, after, now), *_gift_cards(before, after, now))) or None


def _memberships(before: Seen, after: Seen, now: datetime) -> Iterator[str]:
    old, new = ({part.membership_id: part for part in seen.parts} for seen in (before, after))
    yield from (_named("new membership", part.title) for key, part in new.items() if key not in old)
    yield from (
        _named("membership ended", part.title) for key, part in old.items()
        if key not in new and part.expires_at is not None and part.expires_at <= now
    )  # fmt: skip
    for key, part in new.items():
        change = _changed(old[key], part) if key in old else None
        if change:
            yield _named(change, part.title)


def _changed(before: Part, after: Part) -> str | None:
    frozen = [part.status is MembershipStatus.FROZEN for part in (before, after)]
    if frozen[0] != frozen[1]:
        return "membership frozen" if frozen[1] else "membership no longer frozen"
    if after.sessions <= before.sessions:
        return None
    longer = before.expires_at and after.expires_at and after.expires_at > before.expires_at
    return "membership renewed" if longer else "sessions given back or added"


def _gift_cards(before: Seen, after: Seen, now: datetime) -> Iterator[str]:
    if not after.gifts:
        return
    shown, past = after.gifts[0], next(iter(before.gifts), None)
    if past is None or past.id != shown.id:
        yield f"gift card {shown.code}"
    elif shown.balance > past.balance:
        yield "put back on the gift card"
    elif shown.expires_at is not None and shown.expires_at <= now:
        yield "gift card expired"


def _named(what: str, title: str) -> str:
    return f"{what}: {title}" if title else what


def _concerns(one: LoyaltyTransaction, seen: Seen) -> bool:
    """A visit's own list does not name the membership or gift card that paid for it."""
    if one.card_id and one.card_id == seen.card_id:
        return True
    if one.membership_id:
        return one.membership_id in {part.membership_id for part in seen.parts}
    if one.gift_card_id:
        return one.gift_card_id in {gift.id for gift in seen.gifts[:1]}
    return one.type_id in _OF_VISIT and bool(getattr(seen, _OF_VISIT[TransactionType(one.type_id)]))


def _words(one: LoyaltyTransaction, currency: str, missed: Collection[VisitId]) -> str:
    kind = TransactionType(one.type_id)
    if kind is TransactionType.SESSION:
        if one.amount < 0:
            return "session given back"
        return "1 session used: late cancellation" if one.visit_id in missed else _WORDS[kind]
    amount = -abs(one.amount) if kind in _TAKEN else one.amount
    return f"{_WORDS[kind]} {'+' if amount > 0 else ''}{told(amount, currency)}"
