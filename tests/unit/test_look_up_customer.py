"""A person who enrolled is looked up in Altegio at once (ruling 23)."""

from datetime import date, timedelta

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.customer import Profile
from comeback.domain.ids import CustomerId
from comeback.messages import CustomerEnrolled
from comeback.usecases.issue_card import IssueCard
from tests.builders import LA_VISAGE, PROGRAM, TENANT, program
from tests.engine_world import JANE_PHONE, SECOND, EngineWorld

ENROLLED = CustomerId("cu_enrolled")


def enrolled(lookback_days: int = 0, start: date | None = date(2026, 9, 1)) -> EngineWorld:
    """Jane has got a card by a form just now; Altegio's events of before were not heard."""
    world = EngineWorld(of=program(locations=(LA_VISAGE, SECOND), lookback_days=lookback_days, start_of_accrual=start))
    world.customers.register(TENANT, Profile(ENROLLED, TENANT, JANE_PHONE, "Jane Doe", world.clock.now()))
    IssueCard(world.customers, world.ids, world.clock, "k1")(TENANT, world.program, ENROLLED)
    return world


def look_up(world: EngineWorld) -> str:
    return world.handle(CustomerEnrolled(TENANT, ENROLLED, PROGRAM))


def test_every_client_with_the_phone_is_linked_and_today_counts() -> None:
    world = enrolled()
    jane, again, there = world.desk.add_client(), world.desk.add_client(), world.desk.add_client(location=SECOND)
    world.desk.add_client("+13155550176")
    world.visit(jane)
    assert look_up(world) == "3"
    assert world.amounts() == [1]
    links = world.store.profiles[TENANT, ENROLLED].clients
    assert links == ((LA_VISAGE, jane), (LA_VISAGE, again), (SECOND, there))


@pytest.mark.parametrize(("lookback", "stamps"), [(0, 1), (3, 2), (10, 3)])
def test_the_look_back_finds_older_visits(lookback: int, stamps: int) -> None:
    world = enrolled(lookback)
    jane = world.desk.add_client()
    for day in ("2026-09-21", "2026-09-18", "2026-09-11"):
        world.visit(jane, day=day)
    look_up(world)
    assert world.balance() == stamps


def test_days_without_a_visit_cost_nothing_however_far_the_card_looks_back() -> None:
    world = enrolled(365, start=None)
    world.visit(world.desk.add_client(), day="2026-03-01")
    look_up(world)
    assert world.crm.calls == ["search", "between", "list", "details", "search"]
    assert world.balance() == 1


def test_the_look_back_stops_at_the_start_of_accrual() -> None:
    world = enrolled(30, start=date(2026, 9, 20))
    world.visit(world.desk.add_client(), day="2026-09-19")
    look_up(world)
    assert world.crm.calls == ["search", "between", "search"]
    assert world.balance() == 0


def test_a_look_up_that_comes_days_late_starts_from_the_cards_first_day() -> None:
    world = enrolled()
    world.visit(world.desk.add_client())
    world.clock.pass_by(timedelta(days=2))
    look_up(world)
    assert world.balance() == 1


def test_a_location_that_is_not_live_is_passed_over() -> None:
    world = enrolled()
    world.connections.set_status(TENANT, LA_VISAGE, ConnectionStatus.UNINSTALLED)
    del world.store.connections[SECOND]
    world.desk.add_client()
    assert look_up(world) == "0"
    assert world.crm.calls == []


def test_a_person_or_card_that_is_gone_is_not_looked_up() -> None:
    world = enrolled()
    world.store.cards.clear()
    assert look_up(world) == "0"
    world.store.profiles.clear()
    assert look_up(world) == "0"
    world.store.programs.clear()
    assert look_up(world) == "0"
    assert world.crm.calls == []
