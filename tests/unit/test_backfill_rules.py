"""Which visits from before a card count, and what is said of them (loyalty-domain.md §13.3)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.ids import ClientId
from comeback.domain.ledger import EntryKind
from comeback.domain.program import Validity
from comeback.domain.settings import CardSettings, CountBy, EveryN
from comeback.domain.sync import PastCounts
from comeback.usecases.explain_visit import ExplainVisit
from tests.builders import LA_VISAGE, TENANT, program
from tests.engine_world import SECOND
from tests.past_world import BACKFILL, JANE, PREVIEW, a_past, balance, phone
from tests.properties.laws import check_books
from tests.said import said
from tests.sync_world import SyncWorld


def test_a_visit_that_is_gone_leaves_what_was_given() -> None:
    world = a_past(3, 7)
    world.run(BACKFILL)
    record = next(iter(world.desk.records))
    world.desk.delete_payments(record)
    world.hear()
    world.wait()
    world.run(BACKFILL)
    assert balance(world) == 2


def test_an_event_of_the_past_moves_nothing_even_when_look_back_grows() -> None:
    world = a_past(3, 7)
    world.run(BACKFILL)
    stored = world.programs.get(TENANT, world.program.id)
    assert stored is not None
    world.programs.save(TENANT, replace(stored, lookback_days=60))
    for record in list(world.desk.records):
        world.desk.add_service(record, 0)
    world.hear()
    world.wait()
    assert world.amounts(phone()) == [2]
    world.run(BACKFILL)
    assert world.amounts(phone()) == [2]


def test_days_since_the_card_earn_by_themselves_and_only_once() -> None:
    world = a_past(19, 20)
    world.run(BACKFILL)
    world.visit(JANE, day="2026-09-21")
    world.hear()
    world.clock.pass_by(timedelta(days=2))
    world.run(BACKFILL)
    assert [(entry.kind, entry.amount) for entry in world.entries(phone())] == [(EntryKind.IMPORT, 2), (EntryKind.ACCRUAL, 1)]
    check_books(world.store)


def test_look_back_earns_by_itself_where_stamps_are_given_and_not_in_a_preview() -> None:
    of = program(lookback_days=5, locations=(LA_VISAGE, SECOND))
    world = a_past(3, 18, of=of)
    assert world.run(PREVIEW).past.stamps == 1
    assert not world.store.entries
    world.run(BACKFILL)
    assert sorted((entry.kind.value, entry.amount) for entry in world.entries(phone())) == [("accrual", 1), ("import", 1)]


def test_a_commit_asks_for_the_look_back_that_its_preview_has_left() -> None:
    world = a_past(3, 18, of=program(lookback_days=5, locations=(LA_VISAGE, SECOND)))
    job = world.run(PREVIEW)
    assert not world.queue.sent
    world.commit(TENANT, job.id)
    world.read_all()
    world.work()
    assert sorted((entry.kind.value, entry.amount) for entry in world.entries(phone())) == [("accrual", 1), ("import", 1)]


def test_a_start_of_accrual_is_gone_behind() -> None:
    of = program(locations=(LA_VISAGE, SECOND), start_of_accrual=date(2026, 9, 15))
    world = a_past(3, 16, of=of)
    world.run(BACKFILL)
    assert balance(world) == 2


def test_what_was_earned_before_the_start_of_accrual_was_moved_is_not_counted_twice() -> None:
    world = a_past()
    world.run()
    world.visit(JANE, day="2026-09-21")
    world.hear()
    stored = world.programs.get(TENANT, world.program.id)
    assert stored is not None
    world.programs.save(TENANT, replace(stored, start_of_accrual=date(2026, 9, 22)))
    world.clock.pass_by(timedelta(days=2))
    assert world.run(PREVIEW).past == PastCounts()


def test_a_validity_in_days_begins_with_the_card_and_one_until_a_date_holds() -> None:
    of = replace(program(locations=(LA_VISAGE, SECOND)), validity=Validity("days", days=5))
    world = a_past(3, 16, of=of)
    world.run(BACKFILL)
    assert balance(world) == 2
    of = replace(of, validity=Validity("until", date=date(2026, 9, 10)))
    world = a_past(3, 16, of=of)
    world.run(BACKFILL)
    assert balance(world) == 1


def test_rules_judge_the_past_as_they_would_have_judged_then() -> None:
    every = EveryN(amount=10_000, remainder="carry")
    world = a_past(settings=CardSettings(accrual_rule=every, count_by=CountBy.VISIT))
    for day, cost in (("2026-09-03", 7_000), ("2026-09-05", 15_000), ("2026-09-05", 9_000)):
        world.visit(JANE, "12:00", cost, day=day)
    world.run(BACKFILL)
    card = world.card(phone())
    assert card is not None
    # 310.00 make three; what is left does not go into the card's own sums.
    assert (card.balance, card.carry.pots) == (3, ())


def test_unpaid_and_missed_visits_and_strangers_cost_no_details_and_give_nothing() -> None:
    world = a_past()
    world.visit(JANE, day="2026-09-03", paid=False)
    world.desk.book(JANE, "2026-09-04 12:00")
    world.client(ClientId(7), phone="")
    world.visit(ClientId(7), day="2026-09-05")
    world.desk.book(None, "2026-09-06 12:00")
    world.run(BACKFILL)
    # Only Jane's visit of the third is looked at.
    assert (balance(world), world.crm.calls.count("details"), world.crm.calls.count("list")) == (0, 1, 1)


@pytest.mark.parametrize("status", [CardStatus.BLOCKED, CardStatus.EXPIRED])
def test_a_card_that_does_not_earn_is_given_nothing(status: CardStatus) -> None:
    world = a_past(3)
    world.run()
    world.store.cards = {key: replace(card, status=status) for key, card in world.store.cards.items()}
    assert world.run(BACKFILL).past == PastCounts()
    assert not world.store.entries


def test_a_past_visit_makes_no_card() -> None:
    world = a_past(3)
    world.run()
    world.store.cards.clear()
    stored = world.programs.get(TENANT, world.program.id)
    assert stored is not None
    rows = {place: (replace(own[0], settings=CardSettings(enrol_new_crm_clients=False)),) for place, own in stored.rows.items()}
    world.programs.save(TENANT, replace(stored, rows=rows))
    world.run(BACKFILL)
    assert (world.store.cards, world.store.days) == ({}, {})


def test_visits_at_another_location_are_counted_once_however_many_locations_are_asked() -> None:
    world = a_past(3)
    world.desk.clients[SECOND, JANE] = replace(world.desk.clients[LA_VISAGE, JANE])
    world.visit(JANE, day="2026-09-03", location=SECOND)
    world.visit(JANE, day="2026-09-05", location=SECOND)
    world.run(BACKFILL)
    world.start(TENANT, SECOND, BACKFILL)
    world.read_all()
    # Both visits of the third are one day.
    assert world.amounts(phone()) == [1, 1]


def explained(world: SyncWorld, day: int) -> tuple[str, int, int]:
    record = next(one for one in world.desk.records.values() if one.start.day == day)
    explain = ExplainVisit(world.connections, world.directory, world.ledger)
    (one,) = explain(TENANT, LA_VISAGE, record.visit).programs
    return said(one.summary), one.target, one.granted


def test_a_visit_says_that_it_was_counted() -> None:
    world = a_past(3, 7)
    world.visit(JANE, day="2026-09-09", paid=False)
    world.run(BACKFILL)
    summary, *numbers = explained(world, 3)
    assert summary == "1 stamp, counted with the past: all visits from Sep 1, 2026 to Sep 20, 2026 make 2 stamps."
    assert numbers == [1, 1]
    assert explained(world, 9)[0].startswith("No stamp: ")


def test_a_visit_says_that_the_cap_was_reached_or_that_nobody_asked() -> None:
    world = a_past(*range(1, 13))
    world.run(PREVIEW)
    assert "before the card was issued" in explained(world, 3)[0]
    world.run(BACKFILL)
    summary, *numbers = explained(world, 3)
    assert summary == "1 stamp, counted with the past: all visits from Sep 1, 2026 to Sep 20, 2026 make 12 stamps, capped at 9."
    assert numbers == [1, 0]
