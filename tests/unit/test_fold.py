"""Head and days against the entries."""

from dataclasses import replace
from datetime import date

import pytest

from comeback.domain.card import Card, CardStatus
from comeback.domain.carry import Carry, Pot
from comeback.domain.day import Accrual, Day, Held, UnitState
from comeback.domain.drift import DriftKind
from comeback.domain.fold import Finding, fold
from comeback.domain.ids import EntryId, ProgramId, VisitId
from comeback.domain.ledger import AppliedRule, EarningUnit, Entry, EntryKind
from comeback.domain.program import ProgramType
from comeback.domain.settings import CountBy
from comeback.domain.visit import Place
from tests import builders
from tests.builders import CARD, CUSTOMER, DAY, LA_VISAGE, NOON, PROGRAM

UNIT = EarningUnit(CountBy.CLIENT_DAY, DAY)


def entry(seq: int, amount: int, balance: int, kind: EntryKind = EntryKind.ACCRUAL, **more: object) -> Entry:
    given = {"earning_unit": UNIT if kind in (EntryKind.ACCRUAL, EntryKind.REVERSAL) else None} | more
    return Entry(
        EntryId(f"en_{seq}"), CARD, PROGRAM, seq, kind, amount, balance, NOON, NOON, **given,  # type: ignore[arg-type]
    )  # fmt: skip


def day(granted: int, held: int = 0, carried: tuple[Pot, ...] = ()) -> tuple[Place, Day]:
    accruals = (Accrual(EntryId("en_1"), granted),) if granted else ()
    waiting = Held(-held, NOON) if held else None
    state = UnitState(PROGRAM, UNIT, NOON, LA_VISAGE, (VisitId(1),), accruals, held=waiting, carried=carried)
    return Place(CUSTOMER, DAY), Day((), {(PROGRAM, "day"): state})


def head(seq: int, balance: int, **more: object) -> Card:
    return replace(builders.card(balance=balance, seq=seq), **more)  # type: ignore[arg-type]


def test_a_card_that_agrees_with_its_entries_has_no_findings() -> None:
    entries = [
        entry(1, 2, 2), entry(2, -1, 1, EntryKind.REVERSAL), entry(3, 10, 11, EntryKind.SCAN),
        entry(4, -10, 1, EntryKind.REDEMPTION), entry(5, 3, 4, EntryKind.ADJUSTMENT), entry(6, -1, 3, EntryKind.EXPIRY),
    ]  # fmt: skip
    assert fold(head(6, 3, lifetime_earned=11), entries, [day(1)]) == []
    assert fold(head(0, 0), [], []) == []


@pytest.mark.parametrize(
    ("seqs", "found"),
    [([1, 3], "1, 3"), ([], "none"), ([1, 2, 4, 6, 8, 10, 12], "1 to 2, 4, 6, 8, 10, …"), ([2, 3], "2 to 3")],
)
def test_a_gap_is_told_shortly(seqs: list[int], found: str) -> None:
    entries = [entry(seq, 0, 0, EntryKind.ADJUSTMENT) for seq in seqs]
    assert fold(head(13, 0), entries, []) == [Finding(DriftKind.SEQUENCE, "1 to 13", found)]


def test_the_first_wrong_running_balance_is_told() -> None:
    entries = [entry(1, 1, 1, EntryKind.SCAN), entry(2, 1, 3, EntryKind.SCAN), entry(3, 1, 9, EntryKind.SCAN)]
    assert fold(head(3, 3), entries, []) == [Finding(DriftKind.RUNNING_BALANCE, "2 after entry 2", "3")]


def test_a_unit_that_remembers_something_else_is_told() -> None:
    granted = Finding(DriftKind.GRANTED, "1 for day on 2026-09-21", "2")
    assert fold(head(1, 1), [entry(1, 1, 1)], [day(2)]) == [granted]
    assert fold(head(1, 1), [entry(1, 1, 1)], []) == [replace(granted, found="0")]
    none = replace(granted, expected="0 for day on 2026-09-21", found="3")
    assert fold(head(0, 0), [], [day(3)]) == [none]


def test_held_stamps_are_those_of_the_days() -> None:
    assert fold(head(1, 1, held=1), [entry(1, 1, 1)], [day(1, held=1)]) == []
    assert fold(head(1, 1), [entry(1, 1, 1)], [day(1, held=1)]) == [Finding(DriftKind.HELD, "1", "0")]


def test_what_the_whole_card_gave_is_no_units_own_even_when_it_goes_back_without_a_rule() -> None:
    rule = AppliedRule("every_n", 1, carried=True)
    back = entry(
        2, -1, 0, EntryKind.REVERSAL, reverses=EntryId("en_1"), earning_unit=EarningUnit(CountBy.CLIENT_DAY, date(2026, 9, 22))
    )
    assert fold(head(2, 0), [entry(1, 1, 1, rule=rule), back], [day(0)]) == []


def test_carried_sums_are_those_of_the_units_that_count() -> None:
    pot = Pot(NOON, 1000, 1, 700)
    assert fold(head(0, 0, carry=Carry((pot,))), [], [day(0, carried=(pot,))]) == []
    assert fold(head(0, 0, carry=Carry((), NOON)), [], [day(0, carried=(pot,))]) == []
    findings = fold(head(0, 0), [], [day(0, carried=(pot,))])
    assert findings == [Finding(DriftKind.CARRY, "700 of 1000", "0")]


def test_days_of_other_programs_of_erased_cards_and_of_mirrors_are_not_looked_at() -> None:
    other = replace(head(0, 0), program_id=ProgramId(PROGRAM[:-1] + "9"))
    assert fold(other, [], [day(3)]) == []
    assert fold(head(0, 0, status=CardStatus.ERASED), [], [day(3)]) == []
    mirrored = head(1, 700, lifetime_earned=0, type=ProgramType.CASHBACK)
    assert fold(mirrored, [entry(1, 700, 700, EntryKind.MIRROR)], [day(3)]) == []
