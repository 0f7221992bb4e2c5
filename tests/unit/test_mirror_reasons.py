"""Why a mirrored balance is another one, in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comeback.domain.ids import GiftCardId, LoyaltyCardId, MembershipId, VisitId
from comeback.domain.loyalty import GiftCard, LoyaltyTransaction, MembershipStatus, TransactionType
from comeback.domain.mirror import Mirror, MirrorState, Part, Seen
from comeback.domain.mirror_reasons import compared, fresh, why

NOW = datetime(2026, 9, 21, 20, tzinfo=UTC)
NONE = Seen(MirrorState.NONE)


def part(sessions: int = 9, number: int = 1, **changes: Any) -> Part:
    one = Part(MembershipId(number), "M1", "Haircuts", sessions, (), MembershipStatus.ACTIVE, NOW, None, None)
    return replace(one, **changes)


def of(*parts: Part) -> Seen:
    return Seen(MirrorState.SHOWN, sum(one.sessions for one in parts), parts)


def gift(balance: int = 6000, number: int = 1, **changes: Any) -> Seen:
    one = replace(GiftCard(GiftCardId(number), 27841, f"GC-{number}", "Gift card", balance), **changes)
    return Seen(MirrorState.SHOWN, balance if one.is_usable(NOW) else 0, number=one.code, gifts=(one,))


def moved(kind: TransactionType, amount: int = 2000, visit: int = 8, **whose: Any) -> LoyaltyTransaction:
    card, membership = LoyaltyCardId(0), MembershipId(whose.pop("membership", 0))
    return LoyaltyTransaction(1, kind, amount, card, membership, VisitId(visit), **whose)


# ---------------------------------------------------------------- transactions


@pytest.mark.parametrize("one", [
    moved(TransactionType.GIFT_CARD, gift_card_id=GiftCardId(1)), moved(TransactionType.GIFT_CARD),
])  # fmt: skip
def test_a_gift_card_is_explained_by_its_number_or_by_its_visit(one: LoyaltyTransaction) -> None:
    assert why(fresh([one], Mirror(gift(), NOW), gift(4000)), "USD").reason == "paid with the gift card -20.00 USD"


def test_another_gift_card_and_other_kinds_explain_nothing() -> None:
    others = [moved(TransactionType.GIFT_CARD, gift_card_id=GiftCardId(5)), moved(TransactionType.SESSION)]
    assert fresh(others, None, gift()) == []
    assert fresh([moved(TransactionType.GIFT_CARD)], None, of(part())) == []


def test_a_session_of_a_missed_visit_is_a_late_cancellation() -> None:
    used = fresh([moved(TransactionType.SESSION, membership=1)], Mirror(of(part()), NOW), of(part(8)))
    assert why(used, "USD", {VisitId(8)}).reason == "1 session used: late cancellation"
    assert why(used, "USD", {VisitId(9)}).reason == "session used"


def test_a_session_with_a_negative_amount_was_given_back() -> None:
    back = fresh([moved(TransactionType.SESSION, -100, membership=1)], None, of(part()))
    assert why(back, "USD").reason == "session given back"


# ---------------------------------------------------------------- two reads


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (of(part()), of(part(), part(5, 2, title="Sauna")), "new membership: Sauna"),
        (of(part()), of(part(), part(5, 2, title="")), "new membership"),
        (of(part(expires_at=NOW)), NONE, "membership ended: Haircuts"),
        (of(part(expires_at=NOW + timedelta(days=1))), NONE, None), (of(part()), NONE, None),
        (of(part()), of(part(status=MembershipStatus.FROZEN)), "membership frozen: Haircuts"),
        (of(part(status=MembershipStatus.FROZEN)), of(part()), "membership no longer frozen: Haircuts"),
        (of(part(2)), of(part(3)), "sessions given back or added: Haircuts"), (of(part(3)), of(part(2)), None),
        (
            of(part(0, expires_at=NOW + timedelta(days=1))), of(part(9, expires_at=NOW + timedelta(days=31))),
            "membership renewed: Haircuts",
        ),
        (gift(), gift(7000), "put back on the gift card"), (gift(), gift(5000), None), (NONE, gift(), "gift card GC-1"),
        (gift(number=1), gift(number=2), "gift card GC-2"), (gift(), gift(expires_at=NOW), "gift card expired"),
        (gift(), NONE, None),
    ],
)  # fmt: skip
def test_two_reads_tell_of_each_other_what_happened(before: Seen, after: Seen, said: str | None) -> None:
    assert compared(before, after, NOW).reason == said
