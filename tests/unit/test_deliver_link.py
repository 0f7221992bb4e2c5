"""The link of a card is sent under every guard of loyalty-domain.md §5.2 (`deliver_via_crm`)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comeback.domain.crm_writing import Intent, IntentState
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.messages import LinkDue
from comeback.ports.crm import CrmError, CrmUnavailableError
from tests.builders import LA_VISAGE, PROGRAM, TENANT
from tests.engine_world import SECOND
from tests.links import NIGHT, NINE, due, link, person
from tests.memory.intents import MemoryIntents
from tests.writes_world import ANN, ANN_PHONE, EVERYTHING, REST, WritesWorld


def test_who_asks_for_a_card_is_sent_its_link_once() -> None:
    world = WritesWorld()
    card = world.join().card
    ((_, text),) = world.writes.messages
    assert text.startswith("Business 1 · 10 visits: https://cb.test/c/")
    assert card.id in text
    world.join()
    world.tell(due(world))
    assert (len(world.writes.messages), world.outcomes[-1]) == (1, "before")


def test_a_card_by_the_owners_system_is_sent_too() -> None:
    world = WritesWorld()
    world.join(replace(ANN, vouched=True))
    assert len(world.writes.messages) == 1


def test_a_card_that_a_visit_made_is_never_sent_even_if_the_person_joins_later() -> None:
    world = WritesWorld()
    profile = world.meet()
    world.store.profiles[TENANT, profile.id] = replace(profile, consents={"service": True})
    assert world.tell(due(world, profile.phone)) == "not_sent"
    world.join(replace(ANN, phone=profile.phone))
    assert world.writes.messages == []


def test_a_card_from_before_the_switch_is_never_sent() -> None:
    world = WritesWorld(replace(EVERYTHING, deliver_via_crm=False))
    world.join()
    world.clock.pass_by(timedelta(minutes=1))
    world.change_settings(deliver_via_crm=True)
    world.join()
    assert world.writes.messages == []


def test_a_switch_that_was_off_in_between_begins_anew() -> None:
    world = WritesWorld()
    world.desk.add_client(ANN_PHONE, "Ann")
    world.enrol(TENANT, PROGRAM, ANN)
    for on in (False, True):
        world.clock.pass_by(timedelta(minutes=1))
        world.change_settings(deliver_via_crm=on)
    world.settle()
    assert world.writes.messages == []


def test_stamp_cards_are_never_sent_whatever_their_settings_say() -> None:
    world = WritesWorld(replace(EVERYTHING, crm_card_type=None), ProgramType.STAMP)
    world.join()
    assert world.writes.messages == []


@pytest.mark.parametrize("consents", [{}, {"service": False}, {"marketing": False, "service": False}, {"other": True}])
def test_nobody_is_written_to_without_a_consent(consents: dict[str, bool]) -> None:
    world = WritesWorld()
    world.join(replace(ANN, consents=consents))
    assert world.writes.messages == []


@pytest.mark.parametrize("consents", [{"service": True}, {"marketing": True, "service": False}])
def test_either_consent_is_one(consents: dict[str, bool]) -> None:
    world = WritesWorld()
    world.join(replace(ANN, consents=consents))
    assert len(world.writes.messages) == 1


@pytest.mark.parametrize("switch", ["deliver_via_crm", "sms_via_crm"])
def test_messenger_and_sms_are_one_message_through_whatever_altegio_has(switch: str) -> None:
    world = WritesWorld(replace(EVERYTHING, **{"deliver_via_crm": False, switch: True}))  # type: ignore[arg-type]  # switches
    world.join()
    both = WritesWorld(replace(EVERYTHING, sms_via_crm=True))
    both.join()
    assert len(world.writes.messages) == len(both.writes.messages) == 1


def test_an_email_is_sent_where_no_message_is_wanted_and_an_address_known() -> None:
    world = WritesWorld(replace(EVERYTHING, deliver_via_crm=False, email_via_crm=True))
    world.join()
    world.join(person(1, email=""))
    ((_, subject, text),) = world.writes.emails
    assert (subject, "https://cb.test/c/" in text, world.writes.messages) == ("Business 1", True, [])


def test_at_night_a_link_waits_for_the_locations_morning() -> None:
    world = WritesWorld()
    world.clock.moment = NIGHT
    world.join()
    waiting = link(world)
    assert waiting is not None
    assert (waiting.state, waiting.not_before, waiting.reason) == (IntentState.WAITING, NINE, "outside_hours")
    assert (world.send_due(), world.writes.messages) == (0, [])
    world.clock.moment = NINE
    assert (world.send_due(), len(world.writes.messages)) == (1, 1)
    assert world.send_due() == 0


def test_a_full_hour_waits_for_the_next_and_a_full_day_for_the_next_morning() -> None:
    world = WritesWorld(replace(EVERYTHING, deliveries_per_hour=2, deliveries_per_day=3))
    for number in range(5):
        world.join(person(number))
    assert len(world.writes.messages) == 2
    hour_full = link(world, "+13155550103")
    assert hour_full is not None
    assert (hour_full.reason, hour_full.not_before) == ("full_cap", datetime(2026, 9, 21, 21, tzinfo=UTC))
    world.clock.moment = datetime(2026, 9, 21, 21, tzinfo=UTC)
    assert (world.send_due(), len(world.writes.messages)) == (3, 3)
    world.clock.moment = NINE - timedelta(seconds=1)
    assert world.send_due() == 0
    world.clock.moment = NINE
    assert (world.send_due(), len(world.writes.messages)) == (2, 5)


def test_caps_are_of_the_location_whatever_the_program() -> None:
    world = WritesWorld(replace(EVERYTHING, deliveries_per_hour=1))
    world.join(replace(person(1), location=SECOND))
    world.join(person(2))
    world.join(person(3))
    assert len(world.writes.messages) == 2


def test_an_answer_that_got_lost_is_told_to_a_person_and_never_sent_again() -> None:
    world = WritesWorld()
    world.writes.lost.append("send_message")
    world.join()
    assert (len(world.writes.messages), world.matters()) == (1, ["link"])
    world.clock.pass_by(REST)
    world.join()
    assert len(world.writes.messages) == 1


def test_what_was_surely_not_sent_is_sent_later_and_takes_no_room_meanwhile() -> None:
    world = WritesWorld(replace(EVERYTHING, deliveries_per_hour=1))
    world.writes.refuse("send_message")
    world.join()
    assert world.outcomes.count("right_missing") == 1
    assert world.counts.taken(LA_VISAGE, world.clock.now())[1] == 0
    world.writes.broken.clear()
    assert (world.tell(due(world)), len(world.writes.messages)) == ("sent", 1)


def test_a_message_that_altegio_does_not_accept_takes_no_room_and_is_no_surprise() -> None:
    world = WritesWorld()
    world.writes.broken = {"send_message": CrmError("422")}
    world.join()
    assert "refused" in world.outcomes
    assert (world.counts.taken(LA_VISAGE, world.clock.now()), world.writes.messages) == ((0, 0), [])


def test_a_channel_that_breaks_never_keeps_a_visit_from_earning() -> None:
    world = WritesWorld()
    world.writes.go_down("send_message")
    world.enrol(TENANT, PROGRAM, ANN)
    world.queue.sent.clear()
    world.give_card(500)
    world.meet()
    assert world.balance() == 500


def test_consent_that_was_withdrawn_while_a_link_waited_is_heard() -> None:
    world = WritesWorld()
    world.clock.moment = NIGHT
    world.join()
    who = world.profile(ANN_PHONE)
    world.store.profiles[TENANT, who.id] = replace(who, consents={"service": False})
    world.clock.moment = NINE
    world.send_due()
    dropped = link(world)
    assert dropped is not None
    assert (dropped.state, dropped.reason, world.writes.messages) == (IntentState.DROPPED, "no_consent", [])


def test_a_link_whose_end_is_unknown_is_told_to_a_person_although_the_switch_went_off() -> None:
    world = WritesWorld()
    world.writes.lost.append("send_message")
    world.desk.add_client(ANN_PHONE, "Ann")
    world.enrol(TENANT, PROGRAM, ANN)
    while not world.writes.messages:
        world.handle(world.queue.sent.pop(0))
    world.change_settings(deliver_via_crm=False)
    world.settle()
    assert (world.matters(), len(world.writes.messages)) == (["link"], 1)


def test_somebody_whom_altegio_does_not_know_is_sent_nothing() -> None:
    world = WritesWorld(replace(EVERYTHING, create_crm_client=False))
    world.join()
    assert world.tell(due(world)) == "not_sent"
    assert (world.writes.messages, link(world)) == ([], None)


def test_of_two_who_postpone_the_same_link_one_comes_again() -> None:
    world = WritesWorld()
    world.clock.moment = NIGHT
    world.join()
    waiting = link(world)
    assert waiting is not None
    read_before = replace(waiting, revision=waiting.revision - 1)

    class Moved(MemoryIntents):
        def get(self, *key: object) -> Intent | None:
            return read_before

    moved = Moved()
    moved.stored = world.intents.stored
    deliver = world.handle.routes[LinkDue]
    once = replace(world.write_once, intents=moved)
    with pytest.raises(CrmUnavailableError):
        replace(deliver, write_once=once)(due(world))  # type: ignore[type-var]  # routes are callables of any kind


@pytest.mark.parametrize("gone", ["program", "profile", "card"])
def test_what_is_gone_is_sent_nothing(gone: str) -> None:
    world = WritesWorld()
    enrolled = world.enrol(TENANT, PROGRAM, ANN)
    message = due(world)
    who = enrolled.profile.id
    match gone:
        case "program":
            del world.store.programs[TENANT, PROGRAM]
        case "profile":
            del world.store.profiles[TENANT, who]
        case _:
            del world.store.cards[TENANT, who, PROGRAM]
    assert world.tell(message) == "not_sent"


def test_a_paused_program_sends_nothing() -> None:
    world = WritesWorld()
    world.desk.add_client(ANN_PHONE, "Ann")
    world.enrol(TENANT, PROGRAM, ANN)
    world.change_program(status=ProgramStatus.PAUSED)
    world.settle()
    assert world.writes.messages == []
