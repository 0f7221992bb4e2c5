"""Laws of mirrors: whatever Altegio says in whatever order, entries are differences of reads; levels follow their counters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.ids import EntryId, GiftCardId, LoyaltyCardId
from comeback.domain.ledger import Cause, Entry
from comeback.domain.levels import levels_of
from comeback.domain.loyalty import GiftCard, LoyaltyCard, Promotion, Threshold
from comeback.domain.mirror import Mirror, follow, is_news, mirrored
from comeback.domain.mirror_reading import cashback, discount, gift
from comeback.domain.program import ProgramType
from tests import builders

NOW = datetime(2026, 9, 21, 20, tzinfo=UTC)
CAUSE = Cause(builders.LA_VISAGE, (), "webhook")
TYPE = 10992
CARDS = st.lists(
    st.builds(
        LoyaltyCard, id=st.integers(1, 4).map(LoyaltyCardId), type_id=st.sampled_from([TYPE, 7]), number=st.just("N"),
        balance=st.integers(-500, 5_000), paid=st.integers(0, 100_000),
    ),
    max_size=3, unique_by=lambda card: card.id,
)  # fmt: skip
GIFTS = st.lists(
    st.builds(
        GiftCard, id=st.integers(1, 4).map(GiftCardId), type_id=st.just(1), code=st.just("GC"), title=st.just(""),
        balance=st.integers(0, 5_000), active=st.booleans(),
        expires_at=st.none() | st.integers(-5, 5).map(lambda days: NOW + timedelta(days=days)),
    ),
    max_size=3, unique_by=lambda card: card.id,
)  # fmt: skip
STEPS = st.dictionaries(st.integers(1, 1_000), st.integers(1, 90), min_size=1, max_size=5)


def entries_of(
    kind: ProgramType, reads: list[list[LoyaltyCard]] | list[list[GiftCard]]
) -> tuple[list[Entry], Mirror | None, int]:
    """What was posted, the last mirror, and the head's balance."""
    head, mirror, posted = replace(builders.card(), type=kind), None, list[Entry]()
    for cards in reads:
        if kind is ProgramType.GIFT:
            seen = gift([one for one in cards if isinstance(one, GiftCard)], "all", mirror, NOW)
        else:
            shown = cashback if kind is ProgramType.CASHBACK else discount
            seen = shown([one for one in cards if isinstance(one, LoyaltyCard)], TYPE, "USD")
        before, mirror = mirror, mirrored(mirror, seen, NOW)
        if is_news(before, mirror):
            head, new = follow(head, mirror, NOW, EntryId(f"en_{len(posted)}"), CAUSE)
            posted += new
    return posted, mirror, head.balance


@given(reads=st.lists(CARDS, max_size=6))
def test_entries_of_cashback_add_up_to_the_greatest_balance_that_altegio_said_last(reads: list[list[LoyaltyCard]]) -> None:
    posted, _, balance = entries_of(ProgramType.CASHBACK, reads)
    own = [card.balance for card in (reads[-1] if reads else []) if card.type_id == TYPE]
    assert balance == sum(entry.amount for entry in posted) == (max(own) if own else 0)
    assert all(entry.amount for entry in posted)


@given(reads=st.lists(CARDS, max_size=6))
def test_a_discount_never_posts_an_entry(reads: list[list[LoyaltyCard]]) -> None:
    assert entries_of(ProgramType.DISCOUNT, reads)[::2] == ([], 0)


@given(reads=st.lists(GIFTS, max_size=6))
def test_entries_of_gift_cards_add_up_to_one_card_that_pays_for_something(reads: list[list[GiftCard]]) -> None:
    posted, mirror, balance = entries_of(ProgramType.GIFT, reads)
    assert balance == sum(entry.amount for entry in posted)
    usable = {one.balance for one in (reads[-1] if reads else []) if one.is_usable(NOW)}
    assert balance in (usable or {0})
    if mirror is not None and usable:
        assert mirror.seen.gifts[0].is_usable(NOW)


@given(steps=STEPS, paid=st.integers(0, 120_000))
def test_a_level_is_the_highest_step_reached_and_the_next_one_lacks_what_is_missing(steps: dict[int, int], paid: int) -> None:
    thresholds = tuple(Threshold(Decimal(begin), Decimal(value)) for begin, value in sorted(steps.items()))
    growing = Promotion(1, "", 4, Decimal(0), "percent", cashback=False, grows=True, thresholds=thresholds)
    card = LoyaltyCard(LoyaltyCardId(1), TYPE, "N", 0, paid=paid, promotions=(growing,))
    (level,) = levels_of(card, "USD", cashback=False)
    reached = [begin for begin in steps if begin * 100 <= paid]
    assert level.value == (steps[max(reached)] * 100 if reached else 0)
    above = [begin for begin in steps if begin * 100 > paid]
    assert (level.next is None) is (not above)
    if level.next is not None:
        assert paid + level.next.lacking == min(above) * 100
        assert level.next.value == steps[min(above)] * 100
