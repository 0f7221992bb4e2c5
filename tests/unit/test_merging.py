"""Visits of a client who came from another card count once (loyalty-domain.md §3.5)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.accrual import judge_day
from comeback.domain.day import Day
from comeback.domain.ids import ClientId, LocationId, ProgramId
from comeback.domain.merging import MovedClient, counted_until
from comeback.domain.words import Phrase
from tests import builders
from tests.builders import DAY, JANE, LA_VISAGE, NOON, PROGRAM
from tests.contract.books import a_day

VISIT = builders.visit(builders.paid())


@pytest.mark.parametrize(
    ("moved", "target"),
    [
        (MovedClient(LA_VISAGE, JANE, NOON), 0),
        (MovedClient(LA_VISAGE, JANE, NOON - timedelta(seconds=1)), 1),
        (MovedClient(LA_VISAGE, ClientId(7), NOON), 1),
        (MovedClient(LocationId(7), JANE, NOON), 1),
    ],
    ids=["counted before", "later", "another client", "another location"],
)
def test_what_counted_on_another_card_counts_no_second_time(moved: MovedClient, target: int) -> None:
    card = replace(builders.card(), moved_in=(moved,))
    (verdict,) = judge_day(builders.program(), card, DAY, [VISIT])
    assert verdict.target == target


def test_the_explanation_says_why() -> None:
    card = replace(builders.card(), moved_in=(MovedClient(LA_VISAGE, JANE, NOON),))
    (verdict,) = judge_day(builders.program(), card, DAY, [VISIT])
    (line,) = verdict.parts[0].lines
    assert (line.eligible, line.reason) == (False, Phrase("why.other_card"))


def test_a_client_has_counted_until_the_last_visit_that_has_earned() -> None:
    assert counted_until([a_day()], PROGRAM, LA_VISAGE, JANE) == NOON
    assert counted_until([a_day(), a_day(0)], PROGRAM, LA_VISAGE, JANE) == NOON


@pytest.mark.parametrize(
    ("day", "program", "location", "client"),
    [
        (a_day(0), PROGRAM, LA_VISAGE, JANE),
        (Day((VISIT,)), PROGRAM, LA_VISAGE, JANE),
        (a_day(), ProgramId("pr_other"), LA_VISAGE, JANE),
        (a_day(), PROGRAM, LocationId(7), JANE),
        (a_day(), PROGRAM, LA_VISAGE, ClientId(7)),
    ],
    ids=["nothing earned", "not judged", "another program", "another location", "another client"],
)
def test_who_has_earned_nothing_has_nothing_that_counted(
    day: Day, program: ProgramId, location: LocationId, client: ClientId
) -> None:
    assert counted_until([day], program, location, client) is None
