"""A person sends a link again, and sees before how many would be sent."""

from dataclasses import replace

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.crm_writing import Intent, IntentState, WriteKind
from comeback.domain.errors import NotFound, StateConflicted
from comeback.domain.ids import CardId, CustomerId
from comeback.usecases.send_again import PreviewDeliveries
from tests.builders import OTHER_TENANT, PROGRAM, TENANT
from tests.links import NIGHT, NINE, again, link, person
from tests.writes_world import EVERYTHING, WritesWorld


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
