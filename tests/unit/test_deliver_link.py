"""The link of a card is sent under every guard of loyalty-domain.md §5.2 (`deliver_via_crm`)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.crm_writing import Intent, IntentState, WriteKind
from comeback.domain.errors import NotFound, StateConflicted
from comeback.domain.ids import CardId, CustomerId
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.messages import LinkDue
from comeback.ports.crm import CrmError, CrmUnavailableError
from comeback.usecases.enrol_customer import Enrolment
from comeback.usecases.read_cards import ReadCard
from comeback.usecases.send_again import PreviewDeliveries, SendAgain
from tests.builders import LA_VISAGE, OTHER_TENANT, PROGRAM, TENANT
from tests.engine_world import SECOND
from tests.memory.intents import MemoryIntents
from tests.writes_world import ANN, ANN_PHONE, EVERYTHING, REST, WritesWorld

NIGHT = datetime(2026, 9, 22, 3, 30, tzinfo=UTC)
"""23:30 in New York."""
NINE = datetime(2026, 9, 22, 13, tzinfo=UTC)


def person(number: int, **changes: object) -> Enrolment:
    """Somebody else who fills in the form."""
    return replace(ANN, phone=f"+131555501{number:02d}", name=f"Person {number}", **changes)  # type: ignore[arg-type]  # fields


def link(world: WritesWorld, phone: str = ANN_PHONE) -> Intent | None:
    return world.intent(WriteKind.LINK, phone)


def due(world: WritesWorld, phone: str = ANN_PHONE) -> LinkDue:
    return LinkDue(TENANT, world.profile(phone).id, PROGRAM)


def again(world: WritesWorld) -> SendAgain:
    return SendAgain(
        ReadCard(world.directory, world.customers), world.directory, world.programs, world.customers, world.intents,
        world.attention, world.queue, world.ids, world.clock,
    )  # fmt: skip


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


# ------------------------------------------------------------ send again


def test_a_person_may_send_a_link_again_and_each_time_is_one_message() -> None:
    world = WritesWorld()
    card = world.join().card
    send = again(world)
    for expected in (2, 3):
        assert send(TENANT, card.id).state is IntentState.PLANNED
        assert send(TENANT, card.id).state is IntentState.PLANNED  # a double click
        world.settle()
        assert len(world.writes.messages) == expected
    assert send.state(TENANT, card.id) == link(world)


def test_send_again_reaches_cards_that_are_never_sent_by_themselves_but_keeps_hours_and_consent() -> None:
    world = WritesWorld()
    profile = world.meet()
    send, card = again(world), world.head().id
    with pytest.raises(StateConflicted, match="agreed to no messages"):
        send(TENANT, card)
    world.store.profiles[TENANT, profile.id] = replace(profile, consents={"marketing": True})
    world.clock.moment = NIGHT
    send(TENANT, card)
    world.settle()
    assert world.writes.messages == []
    world.clock.moment = NINE
    world.send_due()
    assert len(world.writes.messages) == 1


def test_send_again_settles_what_a_person_had_to_look_at() -> None:
    world = WritesWorld()
    world.writes.lost.append("send_message")
    card = world.join().card
    assert world.matters() == ["link"]
    again(world)(TENANT, card.id)
    world.settle()
    assert (world.matters(), len(world.writes.messages)) == ([], 2)


def test_send_again_says_why_it_cannot() -> None:
    world = WritesWorld()
    enrolled = world.join()
    card = enrolled.card
    send = again(world)
    with pytest.raises(NotFound):
        send(TENANT, CardId("cd_" + "9" * 26))
    with pytest.raises(NotFound):
        send(OTHER_TENANT, card.id)
    world.change_settings(deliver_via_crm=False)
    with pytest.raises(StateConflicted, match="switch"):
        send(TENANT, card.id)
    world.change_settings(deliver_via_crm=True)
    world.store.cards[TENANT, enrolled.profile.id, PROGRAM] = replace(card, status=CardStatus.BLOCKED)
    with pytest.raises(StateConflicted, match="not active"):
        send(TENANT, card.id)
    world.store.cards[TENANT, enrolled.profile.id, PROGRAM] = card
    world.store.profiles[TENANT, enrolled.profile.id] = replace(enrolled.profile, clients=())
    with pytest.raises(StateConflicted, match="knows no client"):
        send(TENANT, card.id)
    del world.store.profiles[TENANT, enrolled.profile.id]
    with pytest.raises(StateConflicted):
        send(TENANT, card.id)


def test_of_two_who_press_send_again_at_once_one_is_told_to_wait() -> None:
    world = WritesWorld()
    card = world.join().card
    send = again(world)

    class Stale:
        """Whoever reads it sees what was true before the other one pressed."""

        def __init__(self) -> None:
            self.before = link(world)

        def get(self, *_: object) -> Intent | None:
            return self.before

        def save(self, tenant: object, customer: CustomerId, intent: Intent) -> Intent:
            return world.intents.save(TENANT, customer, intent)

    stale = replace(send, intents=Stale())  # type: ignore[arg-type]  # only what is asked of it
    send(TENANT, card.id)
    with pytest.raises(StateConflicted, match="at the moment"):
        stale(TENANT, card.id)


# ------------------------------------------------------------ preview


def test_a_preview_counts_without_sending() -> None:
    world = WritesWorld(replace(EVERYTHING, deliver_via_crm=False))
    world.meet()
    world.join(person(1))
    world.join(person(2, consents={}))
    forgotten = world.join(person(3)).profile.id
    del world.store.profiles[TENANT, forgotten]
    sent = world.join(person(4)).profile.id
    world.intents.save(TENANT, sent, Intent(WriteKind.LINK, PROGRAM, "in_1", state=IntentState.DONE))
    counted = PreviewDeliveries(world.programs, world.customers, world.intents, world.clock)(TENANT, PROGRAM)
    assert (counted.cards, counted.would_be_sent, counted.is_complete) == (5, 1, True)
    assert {reason.value: count for reason, count in counted.not_sent.items()} == {
        "made_from_crm": 1, "no_consent": 1, "card_closed": 1, "already_sent": 1,
    }  # fmt: skip
    assert world.writes.messages == []


def test_a_preview_looks_at_no_more_than_two_thousand_cards() -> None:
    world = WritesWorld()
    for number in range(2_201):
        card = world.enrol.issue_card.fresh(TENANT, world.program, CustomerId(f"cu_{number:026d}"))
        world.customers.issue(TENANT, card)
    counted = PreviewDeliveries(world.programs, world.customers, world.intents, world.clock)(TENANT, PROGRAM)
    assert (counted.cards, counted.is_complete) == (2_000, False)


def test_a_preview_of_somebody_elses_program_is_refused() -> None:
    world = WritesWorld()
    with pytest.raises(NotFound):
        PreviewDeliveries(world.programs, world.customers, world.intents, world.clock)(OTHER_TENANT, PROGRAM)
