"""Amounts that were carried over, as sums of their own: what becomes of them by other rules, refunds and hands."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.carry import Carry, Pot, less_by_hand
from comeback.domain.ledger import AppliedRule, EntryKind, last_carried
from tests.builders import card
from tests.contract.books import an_entry

SINCE = datetime.fromisoformat("2026-09-01T00:00:00Z")
LATER = SINCE + timedelta(days=30)


@pytest.mark.parametrize(
    ("pots", "stamps", "lacking_of_500"),
    [
        ((), 0, 500),
        ((Pot(SINCE, 1000, 1, 2900),), 2, 50),
        ((Pot(SINCE, 1000, 1, 2900), Pot(LATER, 500, 1, 40)), 2, 10),
        ((Pot(SINCE, 1000, 1, 2900), Pot(LATER, 500, 3, 50)), 3, 500),
        ((Pot(SINCE, 1000, 1, 999), Pot(LATER, 3, 1, 0)), 0, 1),
    ],
)
def test_a_changed_amount_keeps_the_share_of_what_was_collected(pots: tuple[Pot, ...], stamps: int, lacking_of_500: int) -> None:
    assert (Carry(pots).stamps, Carry(pots).lacking(500)) == (stamps, lacking_of_500)


@pytest.mark.parametrize(
    ("by_hand", "left", "used"),
    [(0, 1700, 0), (1, 700, 1), (2, 0, 2), (3, 0, 2)],
)
def test_a_stamp_by_hand_covers_its_amount(by_hand: int, left: int, used: int) -> None:
    pots, taken = less_by_hand((Pot(SINCE, 1000, 1, 1700),), by_hand)
    assert (sum(pot.basis for pot in pots), taken) == (left, used)


def test_stamps_by_hand_cover_the_oldest_rules_amount_first() -> None:
    old, new = Pot(SINCE, 1000, 3, 3500), Pot(LATER, 1500, 1, 2500)
    assert less_by_hand((new, old), 2) == less_by_hand((old, new), 2) == ((replace(old, basis=2834), new), 2)


@pytest.mark.parametrize(
    ("pots", "made", "missing"),
    [
        ((Pot(SINCE, 1000, 1, 900), Pot(LATER, 1000, 5, 100)), 1, 900),
        ((Pot(SINCE, 1000, 1, 900), Pot(LATER, 1000, 5, 1000)), 5, 100),
        ((Pot(SINCE, 1000, 1, 900), Pot(LATER, 1000, 5, 1100)), 6, 900),
        ((Pot(SINCE, 1000, 8, 900), Pot(LATER, 1000, 5, 100)), 5, 1000),
    ],
)
def test_another_number_of_stamps_gives_none_of_the_new_ones_for_what_was_collected_before(
    pots: tuple[Pot, ...], made: int, missing: int
) -> None:
    assert (Carry(pots).stamps, Carry(pots).lacking(1000, 5)) == (made, missing)


RULES = st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(0, 8))


@given(st.lists(RULES, min_size=1, max_size=5), st.integers(0, 4), st.integers(1, 8))
def test_a_sum_that_shrinks_never_gives_a_stamp(rules: list[tuple[int, int, int]], which: int, less: int) -> None:
    pots = [Pot(SINCE + timedelta(days=day), *rule) for day, rule in enumerate(rules)]
    place = which % len(pots)
    smaller = [*pots]
    smaller[place] = replace(pots[place], basis=max(pots[place].basis - less, 0))
    assert Carry(tuple(smaller)).stamps <= Carry(tuple(pots)).stamps


@given(st.lists(RULES, max_size=5), st.integers(1, 9), st.integers(1, 5))
def test_what_lacks_brings_a_stamp_and_less_than_that_brings_none(
    rules: list[tuple[int, int, int]], amount: int, stamps: int
) -> None:
    carry = Carry(tuple(Pot(SINCE + timedelta(days=day), *rule) for day, rule in enumerate(rules)))
    lacks = carry.lacking(amount, stamps)

    def paid(basis: int) -> int:
        return Carry((*carry.pots, Pot(SINCE + timedelta(days=99), amount, stamps, basis))).stamps

    assert paid(lacks - 1) == carry.stamps < paid(lacks)


def test_no_fraction_is_lost_between_three_amounts() -> None:
    # A third and a seventh of a stamp are 10/21; 524 of 1000 are a little more than the missing 11/21.
    pots = (Pot(SINCE, 300, 1, 100), Pot(LATER, 700, 1, 100), Pot(LATER + timedelta(days=1), 1000, 1, 524))
    assert Carry(pots[:2]).lacking(1000) == 524
    assert Carry(pots).stamps == 1


def test_what_goes_back_is_taken_from_the_newest_stamps_that_are_left() -> None:
    rule = AppliedRule("every_n", 1, carried=True)
    own = AppliedRule("every_n", 1)
    told = [
        an_entry(card(), 1, 2, rule=rule),
        an_entry(card(), 2, 5, rule=own),
        an_entry(card(), 3, 3, rule=rule),
        an_entry(card(), 4, -3, kind=EntryKind.REVERSAL, rule=rule, reverses=an_entry(card(), 3).id),
        an_entry(card(), 5, 1, rule=rule),
    ]
    oldest, _, _, _, newest = told
    assert list(last_carried(reversed(told), 2)) == [(newest.id, 1), (oldest.id, 1)]
    assert list(last_carried(reversed(told), 9)) == [(newest.id, 1), (oldest.id, 2)]
