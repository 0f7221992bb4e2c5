"""Entries of the whole card are found again, whoever brings them."""

from datetime import timedelta

from comeback.domain.day import UnitState
from comeback.domain.ids import EntryId, VisitId
from comeback.domain.ledger import EarningUnit, EntryKind, last_carried
from comeback.domain.pen import Change, Pen
from comeback.domain.settings import CountBy
from tests.builders import DAY, LA_VISAGE, NOON, PROGRAM, card


def test_stamps_of_the_whole_card_that_a_vanished_visit_brings_can_be_taken_back() -> None:
    state = UnitState(PROGRAM, EarningUnit(CountBy.CLIENT_DAY, DAY), NOON, LA_VISAGE, (VisitId(1),), settings_version=3)
    pen = Pen(card(), NOON, timedelta(), "webhook", lambda: EntryId("en_1"), tuple, "debt")

    entry = pen.append(EntryKind.ACCRUAL, 2, Change(DAY, state, None, frozenset(), ()), carried=True)

    assert entry.rule is not None
    assert (entry.rule.kind, entry.rule.settings_version, entry.rule.carried) == ("every_n", 3, True)
    assert list(last_carried([entry], 2)) == [("en_1", 2)]
