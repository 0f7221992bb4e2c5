"""Why a mirrored balance is another one: by Altegio's transactions, else by what two reads tell of each other."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from comeback.domain.because import Because, reason_of
from comeback.domain.ids import VisitId
from comeback.domain.loyalty import LoyaltyTransaction, MembershipStatus, TransactionType
from comeback.domain.mirror import Mirror, Part, Seen

_TAKEN = frozenset({
    TransactionType.WITHDRAWAL, TransactionType.TAKEN_BY_HAND, TransactionType.EXPIRED, TransactionType.GIFT_CARD,
})  # fmt: skip
_IDS = {
    TransactionType.ACCRUAL: "cashback",
    TransactionType.WITHDRAWAL: "spent",
    TransactionType.REFERRAL: "referral",
    TransactionType.ADDED_BY_HAND: "added_by_hand",
    TransactionType.TAKEN_BY_HAND: "taken_by_hand",
    TransactionType.EXPIRED: "expired",
    TransactionType.GIFT_CARD: "paid_with_gift_card",
    TransactionType.SESSION: "session_used",
}
_OF_VISIT = {TransactionType.SESSION: "parts", TransactionType.GIFT_CARD: "gifts"}


@dataclass(frozen=True, slots=True)
class Why:
    """What is behind a difference, and the visits and the newest transaction that it came from; nothing where that is unknown."""

    because: tuple[Because, ...] = ()
    visit_ids: tuple[VisitId, ...] = ()
    newest: int = 0

    @property
    def reason(self) -> str | None:
        """In English."""
        return reason_of(self.because)


def fresh(transactions: Iterable[LoyaltyTransaction], before: Mirror | None, after: Seen) -> list[LoyaltyTransaction]:
    """What happened to what was shown or is now and has not explained anything yet, in its order."""
    shown, explained = ((before.seen, after), before.explained) if before else ((after,), 0)
    of_card = (one for one in transactions if any(_concerns(one, seen) for seen in shown))
    return sorted((one for one in of_card if one.id > explained and one.type_id in _IDS), key=lambda one: one.id)


def why(said: Sequence[LoyaltyTransaction], currency: str, missed: Collection[VisitId] = ()) -> Why:
    """The words for `fresh` transactions; `missed`: visits to which nobody came."""
    if not said:
        return Why()
    return Why(
        because=tuple(_because(one, currency, missed) for one in said),
        visit_ids=tuple(dict.fromkeys(one.visit_id for one in said if one.visit_id)),
        newest=said[-1].id,
    )


def compared(before: Seen, after: Seen, now: datetime) -> Why:
    """What two reads tell of each other where no transaction explains: bought, renewed, frozen, ended, given back."""
    return Why((*_memberships(before, after, now), *_gift_cards(before, after, now)))


def _memberships(before: Seen, after: Seen, now: datetime) -> Iterator[Because]:
    old, new = ({part.membership_id: part for part in seen.parts} for seen in (before, after))
    yield from (Because("membership_new", part.title) for key, part in new.items() if key not in old)
    yield from (
        Because("membership_ended", part.title) for key, part in old.items()
        if key not in new and part.expires_at is not None and part.expires_at <= now
    )  # fmt: skip
    for key, part in new.items():
        change = _changed(old[key], part) if key in old else None
        if change:
            yield Because(change, part.title)


def _changed(before: Part, after: Part) -> str | None:
    frozen = [part.status is MembershipStatus.FROZEN for part in (before, after)]
    if frozen[0] != frozen[1]:
        return "membership_frozen" if frozen[1] else "membership_unfrozen"
    if after.sessions <= before.sessions:
        return None
    longer = before.expires_at and after.expires_at and after.expires_at > before.expires_at
    return "membership_renewed" if longer else "sessions_added"


def _gift_cards(before: Seen, after: Seen, now: datetime) -> Iterator[Because]:
    if not after.gifts:
        return
    shown, past = after.gifts[0], next(iter(before.gifts), None)
    if past is None or past.id != shown.id:
        yield Because("gift_card", shown.code)
    elif shown.balance > past.balance:
        yield Because("gift_card_refilled")
    elif shown.expires_at is not None and shown.expires_at <= now:
        yield Because("gift_card_expired")


def _concerns(one: LoyaltyTransaction, seen: Seen) -> bool:
    """A visit's own list does not name the membership or gift card that paid for it."""
    if one.card_id and one.card_id == seen.card_id:
        return True
    if one.membership_id:
        return one.membership_id in {part.membership_id for part in seen.parts}
    if one.gift_card_id:
        return one.gift_card_id in {gift.id for gift in seen.gifts[:1]}
    return one.type_id in _OF_VISIT and bool(getattr(seen, _OF_VISIT[TransactionType(one.type_id)]))


def _because(one: LoyaltyTransaction, currency: str, missed: Collection[VisitId]) -> Because:
    kind = TransactionType(one.type_id)
    if kind is TransactionType.SESSION:
        late = one.visit_id in missed
        return Because("session_back" if one.amount < 0 else "session_late" if late else _IDS[kind])
    return Because(_IDS[kind], amount=-abs(one.amount) if kind in _TAKEN else one.amount, currency=currency)
