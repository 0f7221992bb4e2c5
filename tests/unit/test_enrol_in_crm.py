"""Somebody who enrols becomes a client in Altegio, where the owner allows it (loyalty-domain.md §5.2, `create_crm_client`)."""

from dataclasses import replace

import pytest

from comeback.domain.crm_writing import WriteKind
from comeback.domain.ids import LocationId
from comeback.domain.program import ProgramType
from comeback.domain.settings import CardSettings
from comeback.messages import CardNoteDue, ClientChanged, CustomerEnrolled, LinkDue
from comeback.ports.crm import Lane
from tests.builders import LA_VISAGE, PROGRAM, TENANT
from tests.engine_world import SECOND
from tests.writes_world import ANN, ANN_PHONE, EVERYTHING, WritesWorld

ONLY_CLIENTS = replace(EVERYTHING, deliver_via_crm=False)


def test_somebody_whom_nobody_knows_is_made_a_client_of_the_first_location_and_linked() -> None:
    world = WritesWorld()
    world.join()
    assert world.clients_of() == [(LA_VISAGE, "Ann Lee")]
    ((location, client),) = world.profile(ANN_PHONE).clients
    made = world.desk.clients[location, client]
    assert (made.email, made.birthday) == ("ann@example.com", "1990-04-12")
    assert Lane.REST in world.writes.lanes


def test_the_location_of_the_form_is_where_the_client_is_made() -> None:
    world = WritesWorld()
    world.join(replace(ANN, location=SECOND))
    assert world.clients_of() == [(SECOND, "Ann Lee")]


def test_a_location_that_is_not_the_programs_is_as_good_as_none() -> None:
    world = WritesWorld()
    world.join(replace(ANN, location=LocationId(999)))
    assert world.clients_of() == [(LA_VISAGE, "Ann Lee")]


@pytest.mark.parametrize("where", [LA_VISAGE, SECOND])
def test_somebody_whom_a_location_of_the_program_knows_is_only_linked(where: LocationId) -> None:
    world = WritesWorld()
    there = world.desk.add_client(ANN_PHONE, "A. Lee", location=where)
    world.join()
    assert world.clients_of() == [(where, "A. Lee")]
    assert world.profile(ANN_PHONE).clients == ((where, there),)
    assert "create_client" not in world.writes.calls


@pytest.mark.parametrize("changes", [{"create_crm_client": False}, {"write_to_crm": False}])
def test_without_the_owners_leave_nobody_is_made(changes: dict[str, bool]) -> None:
    world = WritesWorld(replace(EVERYTHING, **changes))  # type: ignore[arg-type]  # of whatever type
    world.join()
    assert (world.clients_of(), world.writes.calls) == ([], [])


def test_a_client_that_the_reception_makes_at_the_same_moment_is_linked_too() -> None:
    world = WritesWorld(ONLY_CLIENTS)
    world.writes.before = lambda: world.desk.add_client(ANN_PHONE, "Ann of the reception")
    world.join()
    assert sorted(world.clients_of()) == [(LA_VISAGE, "Ann Lee"), (LA_VISAGE, "Ann of the reception")]
    assert len(world.profile(ANN_PHONE).clients) == 2


def test_an_answer_that_got_lost_leads_to_no_second_client() -> None:
    world = WritesWorld()
    world.writes.lost.append("create_client")
    world.join()
    assert (len(world.clients_of()), world.writes.calls.count("create_client")) == (1, 1)
    assert len(world.profile(ANN_PHONE).clients) == 1


def test_joining_again_makes_nobody_again_even_if_the_client_was_deleted() -> None:
    world = WritesWorld()
    world.join()
    world.desk.clients = {key: one for key, one in world.desk.clients.items() if one.phone != ANN_PHONE}
    world.join()
    assert (world.clients_of(), world.writes.calls.count("create_client")) == ([], 1)


def test_visits_and_events_of_clients_never_make_a_client() -> None:
    world = WritesWorld()
    world.meet()
    world.tell(ClientChanged(TENANT, LA_VISAGE, world.jane, world.clock.now().isoformat(), "webhook"))
    world.settle()
    world.sweep_all()
    world.settle()
    assert "create_client" not in world.writes.calls


def test_what_a_location_allows_holds_for_that_location() -> None:
    world = WritesWorld()
    world.change_settings(SECOND, create_crm_client=False)
    world.join(replace(ANN, location=SECOND))
    assert world.clients_of() == []


def test_who_was_found_is_told_of_and_who_was_not_is_not() -> None:
    world = WritesWorld(CardSettings(), ProgramType.STAMP)
    world.enrol(TENANT, PROGRAM, ANN)
    message = world.queue.sent.pop()
    assert isinstance(message, CustomerEnrolled)
    assert (world.handle(message), world.queue.sent) == ("0", [])
    world.desk.add_client(ANN_PHONE, "Ann")
    assert world.handle(message) == "1"
    assert [type(one) for one in world.queue.sent if type(one) in (CardNoteDue, LinkDue)] == [CardNoteDue, LinkDue]


def test_a_program_or_person_that_is_gone_makes_nobody() -> None:
    world = WritesWorld()
    enrolled = world.enrol(TENANT, PROGRAM, ANN)
    world.queue.sent.clear()
    lost = CustomerEnrolled(TENANT, enrolled.profile.id, PROGRAM)
    del world.store.programs[TENANT, PROGRAM]
    assert world.handle(lost) == "0"
    assert world.writes.calls == []


def test_a_right_that_is_missing_is_reported_and_the_card_is_there_all_the_same() -> None:
    world = WritesWorld()
    world.writes.refuse("create_client")
    card = world.join().card
    assert "right_missing" in world.outcomes
    connection = world.connections.get(TENANT, LA_VISAGE)
    assert connection is not None
    assert connection.missing_rights == ("clients_edit_access",)
    assert world.customers.card(card.ref) == card
    assert world.intent(WriteKind.CLIENT, ANN_PHONE) is not None
