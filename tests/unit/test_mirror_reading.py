"""Discounts, gift cards and the further states of memberships as one answer of Altegio tells them (loyalty-domain.md §9, §10)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from comeback.domain.ids import GiftCardId, LoyaltyCardId, MembershipId
from comeback.domain.loyalty import Counter, GiftCard, LoyaltyCard, Membership, MembershipStatus, Promotion, Renewal
from comeback.domain.mirror import Mirror, MirrorState, Seen
from comeback.domain.mirror_reading import cashback, discount, gift, multipass

NOW = datetime(2026, 9, 21, 20, tzinfo=UTC)
TYPE = 10993
FIXED = Promotion(1, "Regulars", 1, Decimal(10), "percent", cashback=False, grows=False)
BACK = replace(FIXED, id=2, type_id=6, cashback=True)


def loyalty_card(number: int, *promotions: Promotion, **changes: Any) -> LoyaltyCard:
    return replace(LoyaltyCard(LoyaltyCardId(number), TYPE, f"N{number}", 0, promotions=promotions), **changes)


def gift_card(number: int = 1, balance: int = 6000, **changes: Any) -> GiftCard:
    return replace(GiftCard(GiftCardId(number), 27841, f"GC-{number}", "Gift card 100", balance), **changes)


def membership(number: int = 1, sessions: int = 9, **changes: Any) -> Membership:
    return replace(Membership(MembershipId(number), f"M{number}", "Haircuts", MembershipStatus.ACTIVE, sessions), **changes)


def bound_to(one: GiftCard) -> Mirror:
    return Mirror(gift([one], "all", None, NOW), NOW)


# ---------------------------------------------------------------- discounts


def test_a_discount_has_levels_and_no_balance() -> None:
    seen = discount([loyalty_card(1, FIXED, BACK, balance=500, most_percent=Decimal("12.5"), most_amount=2000)], TYPE, "USD")
    assert (seen.state, seen.balance, seen.card_id, seen.number) == (MirrorState.SHOWN, 0, 1, "N1")
    assert [(one.title, one.value) for one in seen.levels] == [("Regulars", 1000)]
    assert (seen.most_percent, seen.most_amount) == (1250, 2000)


def test_of_several_discount_cards_the_greatest_discount_counts_then_the_lowest_id() -> None:
    small = replace(FIXED, value=Decimal(3))
    seen = discount([loyalty_card(1, small), loyalty_card(3, FIXED), loyalty_card(2, FIXED), loyalty_card(4)], TYPE, "USD")
    assert (seen.card_id, seen.several) == (2, True)


def test_without_a_discount_card_there_is_no_card_yet() -> None:
    assert discount([loyalty_card(1, FIXED, type_id=7)], TYPE, "USD") == Seen(MirrorState.NONE)


def test_cashback_tells_its_rate_and_not_the_discounts_of_the_card() -> None:
    seen = cashback([loyalty_card(1, FIXED, BACK, balance=500)], TYPE, "USD")
    assert (seen.balance, [one.value for one in seen.levels]) == (500, [1000])


# ---------------------------------------------------------------- gift cards


def test_a_gift_card_shows_what_is_left_and_its_code() -> None:
    seen = gift([gift_card()], "all", None, NOW)
    assert (seen.state, seen.balance, seen.number, seen.card_id) == (MirrorState.SHOWN, 6000, "GC-1", None)


def test_of_several_gift_cards_the_nearest_end_is_shown_and_nothing_is_added_up() -> None:
    far, near, never = (gift_card(number, expires_at=end) for number, end in ((1, days(90)), (2, days(10)), (3, None)))
    seen = gift([far, near, never], "all", None, NOW)
    assert (seen.balance, [one.id for one in seen.gifts]) == (6000, [2, 1, 3])


def days(count: int) -> datetime:
    return NOW + timedelta(days=count)


def test_the_pass_stays_bound_to_its_code_while_that_pays_for_something() -> None:
    bound = bound_to(gift_card(1, expires_at=days(90)))
    seen = gift([gift_card(1, expires_at=days(90)), gift_card(2, expires_at=days(10))], "all", bound, NOW)
    assert [one.id for one in seen.gifts] == [1, 2]


def test_when_it_is_used_up_the_next_one_is_shown_and_the_last_one_stays_with_nothing() -> None:
    bound = bound_to(gift_card(1))
    assert gift([gift_card(1, 0), gift_card(2)], "all", bound, NOW).number == "GC-2"
    used = gift([gift_card(1, 0)], "all", bound, NOW)
    assert (used.state, used.balance, used.number) == (MirrorState.SHOWN, 0, "GC-1")


@pytest.mark.parametrize("unusable", [{"balance": 0}, {"active": False}, {"expires_at": NOW}])
def test_a_gift_card_that_pays_for_nothing_is_not_shown_unless_the_pass_is_bound_to_it(unusable: Any) -> None:
    one = gift_card(**unusable)
    assert gift([one], "all", None, NOW) == Seen(MirrorState.NONE)
    assert gift([one], "all", bound_to(gift_card()), NOW).balance == 0


def test_only_chosen_types_of_gift_cards_are_shown() -> None:
    assert gift([gift_card()], (5,), None, NOW) == Seen(MirrorState.NONE)
    assert gift([gift_card()], (27841,), None, NOW).balance == 6000


def test_a_gift_card_that_altegio_lists_no_more_leaves_the_pass_without_one() -> None:
    assert gift([], "all", bound_to(gift_card()), NOW) == Seen(MirrorState.NONE)


# ---------------------------------------------------------------- memberships


def test_sessions_that_are_not_counted_are_shown_and_are_no_number() -> None:
    pool = membership(1, 0, unlimited=True)
    split = membership(2, 3, counters=(Counter(1, "Sauna", 0, unlimited=True), Counter(2, "Wax", 3)))
    seen = multipass([pool, split], "all", NOW)
    assert (seen.balance, [part.unlimited for part in seen.parts]) == (3, [True, True])
    (wax,) = multipass([split], (2,), NOW).parts
    assert (wax.unlimited, wax.sessions) == (False, 3)


def test_the_largest_counter_comes_first() -> None:
    counters = Counter(1, "Wax", 2), Counter(2, "Haircut", 9), Counter(3, "Sauna", 0, unlimited=True)
    (part,) = multipass([membership(counters=counters)], "all", NOW).parts
    assert [one.title for one in part.services] == ["Sauna", "Haircut", "Wax"]


def test_a_membership_tells_when_it_starts_by_itself_and_how_it_renews() -> None:
    (part,) = multipass([membership(starts_by=days(5), renewal=Renewal.FAILED)], "all", NOW).parts
    assert (part.starts_by, part.renewal) == (days(5), Renewal.FAILED)


@pytest.mark.parametrize(("left", "ending"), [(15, 0), (14, 14), (4, 14), (3, 3), (1, 3)])
def test_an_end_is_told_fourteen_and_three_days_before(left: int, ending: int) -> None:
    assert multipass([membership(1, expires_at=days(left)), membership(2)], "all", NOW).ending == ending


@pytest.mark.parametrize("changes", [{"expires_at": None}, {"renewal": Renewal.ON}, {"status": MembershipStatus.FROZEN}])
def test_what_has_no_end_renews_itself_or_is_frozen_is_not_ending(changes: Any) -> None:
    assert multipass([membership(**{"expires_at": days(1), **changes})], "all", NOW).ending == 0
