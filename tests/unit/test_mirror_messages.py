"""Whose mirror a message is about, what sends one, and the sweep that finds what no event told."""

from dataclasses import replace

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import ClientId, LoyaltyCardId
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.domain.settings import CardSettings
from comeback.messages import ClientChanged, CustomerEnrolled, MirrorDue
from comeback.ports.crm import Lane
from comeback.usecases.mirror_cards import MirrorOutcome
from tests.builders import LA_VISAGE, OTHER_TENANT, PROGRAM, TENANT
from tests.engine_world import FOREIGN, SECOND
from tests.mirror_world import CASHBACK, SECOND_LATER, MirrorWorld, event, world_with

# ---------------------------------------------------------------- who and where


def test_a_loyalty_card_leads_to_its_holder() -> None:
    world = world_with(10000)
    world.change_card(10500)
    world.clock.pass_by(SECOND_LATER)
    due = world.due(location_id=LA_VISAGE, loyalty_card_id=LoyaltyCardId(1))
    assert world.handle(due) == MirrorOutcome.CHANGED
    assert world.amounts() == [10000, 500]
    assert world.handle(replace(due, loyalty_card_id=LoyaltyCardId(99))) == MirrorOutcome.NO_CARD


def test_a_booking_leads_to_whom_it_counted_for() -> None:
    world = world_with(10000)
    world.change_card(10500)
    world.clock.pass_by(SECOND_LATER)
    record = next(iter(world.desk.records))
    assert world.handle(world.due(location_id=LA_VISAGE, record_id=record)) == MirrorOutcome.CHANGED


def test_nobody_is_found_by_nothing() -> None:
    world = world_with(10000)
    assert world.handle(world.due(location_id=LA_VISAGE)) == MirrorOutcome.NO_CARD
    assert world.handle(world.due(customer_id=world.head().customer_id)) == MirrorOutcome.NO_CARD


def test_another_location_of_the_program_leads_to_the_same_read() -> None:
    world = world_with(10000)
    other = world.desk.add_client(location=SECOND)
    world.desk.happened.clear()
    world.visit(other, location=SECOND)
    world.change_card(10100)
    world.hear()
    assert world.amounts() == [10000, 100]
    cause = world.entries()[-1].cause
    assert cause is not None
    assert cause.location_id == LA_VISAGE


def test_a_location_that_is_not_live_or_has_no_row_is_passed_over() -> None:
    world = world_with(10000)
    world.connections.set_status(TENANT, LA_VISAGE, ConnectionStatus.FROZEN, ())
    assert world.handle(world.due()) == MirrorOutcome.NO_CARD
    due = world.due(customer_id=world.head().customer_id, program_id=PROGRAM)
    assert world.handle(due) == MirrorOutcome.NO_CLIENT
    assert world.handle(replace(world.due(), tenant_id=OTHER_TENANT)) == MirrorOutcome.NO_CARD
    assert world.handle(world.due(location_id=FOREIGN, client_id=world.jane)) == MirrorOutcome.NO_CARD


def test_a_deleted_duplicate_is_passed_over_and_nobody_left_is_no_client() -> None:
    world = world_with(10000)
    twin = ClientId(world.jane + 1000)
    world.customers.link_client(TENANT, LA_VISAGE, twin, world.head().customer_id)
    world.loyalty.deleted.add(twin)
    world.change_card(10200)
    assert event(world) == MirrorOutcome.CHANGED
    world.loyalty.deleted.add(world.jane)
    assert event(world) == MirrorOutcome.NO_CLIENT
    assert world.amounts() == [10000, 200]


def test_an_erased_card_is_not_read() -> None:
    world = world_with(10000)
    card = world.head()
    world.store.cards[TENANT, card.customer_id, card.program_id] = replace(card, status=CardStatus.ERASED)
    calls = len(world.loyalty.calls)
    assert event(world) == MirrorOutcome.NO_CARD
    assert len(world.loyalty.calls) == calls


def test_a_person_without_a_profile_has_no_mirror() -> None:
    world = world_with(10000)
    del world.store.profiles[TENANT, world.head().customer_id]
    assert event(world) == MirrorOutcome.NO_CARD


def test_a_paused_program_is_not_read() -> None:
    world = world_with(10000)
    world.store.programs[TENANT, PROGRAM] = replace(world.store.programs[TENANT, PROGRAM], status=ProgramStatus.PAUSED)
    assert event(world) == MirrorOutcome.NO_CARD


def test_a_blocked_card_is_mirrored_because_altegio_owns_the_balance() -> None:
    world = world_with(10000)
    card = world.head()
    world.store.cards[TENANT, card.customer_id, card.program_id] = replace(card, status=CardStatus.BLOCKED)
    world.change_card(0)
    assert event(world) == MirrorOutcome.CHANGED


@pytest.mark.parametrize("enrols", [True, False])
def test_who_gets_a_card_by_an_event_is_the_rows_to_say(enrols: bool) -> None:
    world = MirrorWorld(settings=replace(CASHBACK, enrol_new_crm_clients=enrols))
    world.give_card(10000)
    world.meet_jane()
    assert (world.card() is not None) is enrols


def test_a_message_that_names_no_location_makes_no_card() -> None:
    world = world_with(10000)
    customer = world.head().customer_id
    world.store.cards.clear()
    assert world.handle(world.due(customer_id=customer, program_id=PROGRAM)) == MirrorOutcome.NO_CARD


# ---------------------------------------------------------------- what tells of a change


def test_an_event_about_the_client_is_enough() -> None:
    world = world_with(10000)
    world.change_card(10900)
    world.clock.pass_by(SECOND_LATER)
    world.handle(ClientChanged(TENANT, LA_VISAGE, world.jane, world.clock.now().isoformat(), "webhook"))
    world.work()
    assert world.amounts() == [10000, 900]


def test_an_event_about_somebody_without_a_phone_tells_no_mirror() -> None:
    world = MirrorWorld()
    nobody = world.desk.add_client(phone="")
    world.handle(ClientChanged(TENANT, LA_VISAGE, nobody, world.clock.now().isoformat(), "webhook"))
    assert world.queue.sent == []


def test_a_person_enrolled_by_form_is_read_at_once() -> None:
    world = world_with(10000)
    world.change_card(11000)
    world.clock.pass_by(SECOND_LATER)
    world.handle(CustomerEnrolled(TENANT, world.head().customer_id, PROGRAM))
    assert isinstance(world.queue.sent[0], MirrorDue)
    world.work()
    assert world.amounts() == [10000, 1000]
    assert world.loyalty.calls[-1][1] is Lane.REST


def test_a_stamp_program_sends_no_message_about_mirrors() -> None:
    world = MirrorWorld(ProgramType.STAMP, CardSettings())
    world.meet_jane()
    assert world.loyalty.calls == []
    assert MirrorOutcome.NO_CARD not in world.outcomes


# ---------------------------------------------------------------- the sweep


def test_the_sweep_finds_what_no_event_told() -> None:
    world = world_with(10000)
    world.change_card(10100)
    world.clock.pass_by(SECOND_LATER)
    report = world.sweep_all()
    assert (report.locations, report.cards, report.failed) == (2, 1, ())
    assert world.amounts() == [10000, 100]
    assert world.loyalty.calls[-1][1] is Lane.SWEEP


def test_a_card_type_that_a_location_no_longer_has_is_named_until_it_is_back() -> None:
    world = world_with(10000)
    for types, missing in (({}, ("loyalty_card_type",)), ({10992: "Cashback card"}, ())):
        world.loyalty.types = types
        world.sweep_all()
        held = world.connections.get(TENANT, SECOND)
        assert held is not None
        assert held.missing_rights == missing


def test_a_location_whose_card_types_cannot_be_read_does_not_stop_the_others() -> None:
    world = world_with(10000)
    world.loyalty.go_down("card_types")
    assert world.sweep_all().failed == (LA_VISAGE, SECOND)
    world.loyalty.refuse("card_types")
    world.clock.pass_by(SECOND_LATER)
    report = world.sweep_all()
    assert (report.cards, report.failed) == (1, (LA_VISAGE, SECOND))


def test_locations_without_mirrors_and_frozen_ones_are_passed_over() -> None:
    world = MirrorWorld(ProgramType.STAMP, CardSettings())
    world.connections.set_status(TENANT, SECOND, ConnectionStatus.FROZEN, ())
    assert world.sweep_all().cards == 0
    assert world.loyalty.calls == []


def test_memberships_need_no_card_type_and_a_program_without_rows_none_either() -> None:
    world = MirrorWorld(ProgramType.MULTIPASS, CardSettings())
    assert world.sweep_all().locations == 2
    bare = MirrorWorld()
    bare.store.programs[TENANT, PROGRAM] = replace(bare.store.programs[TENANT, PROGRAM], rows={})
    assert bare.sweep_all().failed == ()
    assert bare.loyalty.calls == []


def test_a_sweep_turns_pages() -> None:
    world = MirrorWorld()
    for number in range(203):
        client = world.desk.add_client(phone=f"+1315555{number:04d}")
        world.visit(client)
    world.hear()
    world.clock.pass_by(SECOND_LATER)
    assert world.sweep_all().cards == 203
