"""`lookback_days` works for cards made by a visit, by a client's event and by a synchronisation alike (case 32, ruling 7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import ProgramId
from comeback.domain.program import Program, ProgramStatus, ProgramType
from comeback.domain.sync import SyncWish
from comeback.messages import BookingsDue, CardReopened, CardsDue, LookBackDue, VisitChanged
from comeback.usecases.issue_card import IssueCard
from tests.builders import LA_VISAGE, PROGRAM, TENANT, program
from tests.counter import Counter
from tests.engine_world import JANE_PHONE, SECOND, EngineWorld
from tests.sync_world import SyncWorld

DAYS = ("2026-09-21", "2026-09-20", "2026-09-18", "2026-09-11")
WHOLE = BookingsDue(TENANT, LA_VISAGE, "2026-09-11", "2026-09-21")


def looking_back(days: int) -> Program:
    return program(locations=(LA_VISAGE, SECOND), lookback_days=days)


def came(world: EngineWorld, *days: str) -> None:
    """Jane came on these days, and nothing of it was heard."""
    jane = next((client for (_, client) in world.desk.clients), None) or world.desk.add_client()
    for day in days:
        world.visit(jane, day=day)
    world.desk.happened = []


def look_back(world: EngineWorld) -> str:
    card = world.card()
    assert card is not None
    outcome = world.handle(LookBackDue(TENANT, card.customer_id, PROGRAM))
    world.work()
    return outcome


def made_by_a_visit(days: int) -> EngineWorld:
    """Today's visit was heard of, and it made Jane's card."""
    world = EngineWorld(of=looking_back(days))
    came(world, *DAYS[1:])
    world.visit(next(client for (_, client) in world.desk.clients), day=DAYS[0])
    world.hear()
    assert world.balance() == 1
    return world


def changed_to(world: EngineWorld, days: int) -> None:
    """The owner writes another look-back, and the relay tells of a longer one."""
    stored = world.programs.get(TENANT, PROGRAM)
    assert stored is not None
    past = (*stored.past_lookbacks, (world.clock.now(), stored.lookback_days))
    world.programs.save(TENANT, replace(stored, lookback_days=days, past_lookbacks=past))
    if days > stored.lookback_days:
        world.handle(CardsDue(TENANT, PROGRAM, further=True))
    world.work()


def test_a_longer_look_back_reaches_the_cards_that_are_there_and_reads_only_the_days_before_them() -> None:
    world = made_by_a_visit(0)
    world.clock.pass_by(timedelta(days=30))
    came(world, "2026-10-05")
    changed_to(world, 3)
    counted = [str(entry.earning_unit.date) for entry in world.entries() if entry.earning_unit]
    assert counted == ["2026-09-21", "2026-09-18", "2026-09-20"]
    changed_to(world, 10)
    assert world.balance() == 4


def test_a_shorter_look_back_takes_nothing_that_was_given_and_holds_for_cards_made_afterwards() -> None:
    world = made_by_a_visit(0)
    for days in (10, 0):
        world.clock.pass_by(timedelta(hours=1))
        changed_to(world, days)
    for record in list(world.desk.records):
        world.desk.add_service(record, 0)
    world.hear()
    world.wait()
    assert world.balance() == 4


def test_a_blocked_card_does_not_look_back_further() -> None:
    world = made_by_a_visit(0)
    Counter(world).block()
    changed_to(world, 3)
    assert world.balance() == 1


@pytest.mark.parametrize(("days", "stamps"), [(0, 1), (1, 2), (3, 3), (10, 4)])
def test_a_card_that_a_visit_made_counts_those_of_the_days_before(days: int, stamps: int) -> None:
    world = made_by_a_visit(days)
    look_back(world)
    assert world.balance() == stamps
    look_back(world)
    assert world.balance() == stamps


def test_a_card_without_look_back_asks_altegio_nothing() -> None:
    world = made_by_a_visit(0)
    world.crm.calls.clear()
    assert (look_back(world), world.crm.calls) == ("0", [])


def test_one_list_finds_all_days_and_days_without_a_visit_cost_nothing() -> None:
    world = made_by_a_visit(300)
    world.crm.calls.clear()
    assert look_back(world) == "4"
    assert world.crm.calls.count("between") == 1


def test_a_location_that_may_not_be_asked_or_does_not_belong_to_the_program_is_left_out() -> None:
    world = made_by_a_visit(10)
    connection = world.store.connections[LA_VISAGE]
    world.store.connections[LA_VISAGE] = replace(connection, status=ConnectionStatus.FROZEN)
    assert look_back(world) == "0"
    world.store.connections[LA_VISAGE] = connection
    stored = world.store.programs[TENANT, PROGRAM]
    world.store.programs[TENANT, PROGRAM] = replace(stored, locations=(SECOND,))
    assert look_back(world) == "0"


def test_what_is_gone_is_let_be() -> None:
    world = made_by_a_visit(10)
    card = world.card()
    assert card is not None
    assert world.handle(LookBackDue(TENANT, card.customer_id, ProgramId("pr_gone"))) == "0"
    del world.store.profiles[TENANT, card.customer_id]
    assert world.handle(LookBackDue(TENANT, card.customer_id, PROGRAM)) == "0"


# ------------------------------------------------------------ synchronised


def synchronised(days: int, wish: SyncWish | None = None) -> SyncWorld:
    world = SyncWorld(of=looking_back(days))
    world.client(1, JANE_PHONE.removeprefix("+"))
    came(world, *DAYS)
    world.run(wish or SyncWish())
    return world


@pytest.mark.parametrize(("days", "stamps"), [(0, 0), (1, 2), (3, 3), (10, 4)])
def test_cards_that_a_synchronisation_made_count_the_visits_of_the_days_before(days: int, stamps: int) -> None:
    world = synchronised(days)
    world.work()
    assert world.balance() == stamps


def test_a_second_synchronisation_changes_nothing_and_reads_lists_only() -> None:
    world = synchronised(10)
    world.work()
    world.crm.calls.clear()
    world.run()
    world.work()
    assert (world.balance(), world.crm.calls) == (4, ["clients", "between"])


def test_a_preview_looks_back_on_nothing() -> None:
    world = synchronised(10, SyncWish(preview=True))
    assert world.queue.sent == []


def test_days_that_another_card_has_brought_here_are_judged_for_a_new_one_without_reading_them() -> None:
    world = synchronised(10)
    world.work()
    second = replace(looking_back(10), id=ProgramId("pr_second"), revision=0, title="Second")
    world.programs.save(TENANT, second)
    card = world.card()
    assert card is not None
    IssueCard(world.customers, world.ids, world.clock, "k1")(TENANT, second, card.customer_id)
    world.crm.calls.clear()
    assert world.handle(WHOLE) == "1"
    assert world.queue.sent == [CardReopened(TENANT, card.customer_id, second.id)]
    world.work()
    assert world.crm.calls == ["between"]
    assert [one.balance for one in world.store.cards.values()] == [4, 4]


@pytest.mark.parametrize(
    "changes",
    [{"status": ProgramStatus.PAUSED}, {"type": ProgramType.CASHBACK}],
)
def test_programs_that_count_nothing_now_are_left_out(changes: dict[str, object]) -> None:
    world = synchronised(10)
    world.work()
    stored = world.store.programs[TENANT, PROGRAM]
    world.store.programs[TENANT, PROGRAM] = replace(stored, start_of_accrual=date(2026, 9, 20), **changes)  # type: ignore[arg-type]
    assert world.handle(WHOLE) == "0"


def test_a_card_that_is_not_active_waits_until_it_is_opened() -> None:
    world = synchronised(10)
    world.work()
    (key,) = world.store.cards
    world.store.cards[key] = replace(world.store.cards[key], status=CardStatus.BLOCKED)
    stored = world.store.programs[TENANT, PROGRAM]
    world.store.programs[TENANT, PROGRAM] = replace(stored, start_of_accrual=date(2026, 9, 20))
    assert world.handle(WHOLE) == "0"


def test_several_bookings_of_a_client_and_day_are_one_message_and_nobody_s_are_none() -> None:
    world = SyncWorld(of=looking_back(10))
    world.client(1, JANE_PHONE.removeprefix("+"))
    came(world, "2026-09-20", "2026-09-20", "2026-09-18")
    waiting = world.desk.book(next(client for (_, client) in world.desk.clients), "2026-09-17 12:00")
    nobody = world.visit(next(client for (_, client) in world.desk.clients), day="2026-09-16")
    world.desk.give_to(nobody, None)
    world.handle(WHOLE)
    sent = [(one.record_id, one.date, one.source) for one in world.queue.sent if isinstance(one, VisitChanged)]
    assert [(when, source) for _, when, source in sent] == [("2026-09-20", "sync"), ("2026-09-18", "sync")]
    assert waiting not in {record for record, _, _ in sent}


def test_bookings_are_compared_page_by_page() -> None:
    world = SyncWorld(of=looking_back(10))
    world.client(1, JANE_PHONE.removeprefix("+"))
    came(world, *DAYS * 60)
    assert world.handle(WHOLE) == "4"
    assert world.queue.sent[-1] == replace(WHOLE, page=2)
    world.queue.sent = world.queue.sent[-1:]
    world.work()
    assert (world.balance(), world.crm.calls.count("between")) == (4, 2)


def test_a_location_that_may_not_be_asked_is_not() -> None:
    world = SyncWorld(of=looking_back(10))
    connection = world.store.connections[LA_VISAGE]
    world.store.connections[LA_VISAGE] = replace(connection, status=ConnectionStatus.FROZEN)
    assert (world.handle(WHOLE), world.crm.calls) == ("0", [])
