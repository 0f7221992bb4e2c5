"""A client is deleted or emptied in Altegio, and maybe found again (loyalty-domain.md §3.3, §3.6)."""

from dataclasses import replace

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId
from comeback.domain.ledger import Actor
from comeback.ports.crm import CrmClient, Lane
from comeback.usecases.block_card import BlockCard, SetStatus
from comeback.usecases.follow_client import Followed
from comeback.usecases.lose_client import FORGOTTEN
from comeback.usecases.read_cards import ReadCard
from tests.builders import LA_VISAGE, TENANT, connection
from tests.engine_world import JANE_PHONE, SECOND
from tests.people import keep_in_step
from tests.people_world import OTHER, People


def status(world: People) -> CardStatus:
    (card,) = world.store.cards.values()
    return card.status


def person(world: People) -> Profile:
    return world.store.profiles[TENANT, world.holder(world.jane)]


def test_who_is_deleted_in_altegio_has_a_blocked_card_and_no_name() -> None:
    world = People()
    before = person(world)
    (mark,) = [card.mark for card in world.store.cards.values()]
    assert world.delete(world.jane) == "gone"
    (card,) = world.store.cards.values()
    assert (card.status, card.balance, card.status_note and card.status_note.actor) == (CardStatus.BLOCKED, 1, FORGOTTEN)
    assert card.mark > mark
    link = LA_VISAGE, world.jane
    assert person(world) == Profile(before.id, TENANT, "", "", before.created_at, clients=(link,), gone=(link,))
    assert world.store.phones == {}


def test_deleted_twice_is_deleted_once() -> None:
    world = People()
    world.delete(world.jane)
    cards = dict(world.store.cards)
    assert world.tell(world.jane) == "gone"
    assert world.store.cards == cards


def test_a_404_that_no_list_confirms_is_no_deletion() -> None:
    world = People()
    world.crm.unreadable.add(world.jane)
    assert world.tell(world.jane) == "gone"
    assert (status(world), person(world).phone) == (CardStatus.ACTIVE, JANE_PHONE)


@pytest.mark.parametrize("lost", ["refused", "gone"])
def test_a_lost_right_is_no_deletion(lost: str) -> None:
    world = People()
    getattr(world.crm, lost).add(LA_VISAGE)
    assert world.tell(world.jane) == "right_missing"
    assert (status(world), person(world).phone) == (CardStatus.ACTIVE, JANE_PHONE)


def test_an_emptied_client_is_as_good_as_deleted() -> None:
    world = People()
    world.desk.clients[LA_VISAGE, world.jane] = CrmClient(world.jane, "", "")
    assert world.tell(world.jane) == "gone"
    assert (status(world), person(world).name) == (CardStatus.BLOCKED, "")


@pytest.mark.parametrize("left", ["name", "email", "phone"])
def test_a_client_who_lost_one_value_is_no_emptied_one(left: str) -> None:
    world = People()
    jane = CrmClient(world.jane, "", "")
    kept = {"name": replace(jane, name="Jane"), "email": replace(jane, email="j@x.y"), "phone": replace(jane, phone=JANE_PHONE)}
    world.desk.clients[LA_VISAGE, world.jane] = kept[left]
    assert world.tell(world.jane) == "in_step"
    assert (status(world), person(world).name, person(world).phone) == (CardStatus.ACTIVE, "Jane Doe", JANE_PHONE)


def test_while_one_client_is_left_the_card_goes_on_and_the_other_is_written_to() -> None:
    world = People()
    twin = world.desk.add_client(JANE_PHONE, "Jane Doe")
    world.tell(twin)
    assert person(world).target_at(LA_VISAGE) == twin
    world.delete(twin)
    assert (status(world), person(world).name) == (CardStatus.ACTIVE, "Jane Doe")
    assert person(world).live_clients == ((LA_VISAGE, world.jane),)
    assert person(world).target_at(LA_VISAGE) == world.jane
    assert person(world).target_at(SECOND) is None
    world.delete(world.jane)
    assert status(world) is CardStatus.BLOCKED


def test_who_is_found_again_gets_name_and_card_back_and_the_visits_meanwhile() -> None:
    world = People()
    known = world.desk.clients[LA_VISAGE, world.jane]
    world.delete(world.jane)
    world.desk.clients[LA_VISAGE, world.jane] = known
    world.visit(world.jane, day="2026-09-22")
    world.hear()
    assert status(world) is CardStatus.BLOCKED
    assert world.tell(world.jane) == "in_step"
    assert (person(world).phone, person(world).name, person(world).gone) == (JANE_PHONE, "Jane Doe", ())
    assert (status(world), world.amounts()) == (CardStatus.ACTIVE, [1, 1])


def test_a_card_that_the_owner_has_blocked_stays_blocked() -> None:
    world = People()
    known, card = world.desk.clients[LA_VISAGE, world.jane], world.card()
    assert card is not None
    block = BlockCard(SetStatus(ReadCard(world.directory, world.customers), world.ledger, world.clock))
    block(TENANT, card.id, Actor("person", "1"), "Lost")
    world.delete(world.jane)
    world.desk.clients[LA_VISAGE, world.jane] = known
    world.tell(world.jane)
    assert (status(world), person(world).phone) == (CardStatus.BLOCKED, JANE_PHONE)


def test_a_card_that_has_ended_stays_as_it_is() -> None:
    world = People()
    (key,) = world.store.cards
    world.store.cards[key] = replace(world.store.cards[key], status=CardStatus.EXPIRED)
    world.delete(world.jane)
    assert status(world) is CardStatus.EXPIRED


def test_who_is_found_again_when_their_phone_is_somebody_elses_waits_for_a_person() -> None:
    world = People()
    known = world.desk.clients[LA_VISAGE, world.jane]
    world.delete(world.jane)
    ann = world.desk.add_client(JANE_PHONE, "Ann")
    world.tell(ann)
    world.desk.clients[LA_VISAGE, world.jane] = known
    assert world.tell(world.jane) == "no_card_holder"
    (item,) = world.items
    assert (item.facts["other_customer_id"], item.answers) == (world.holder(ann), ("merge", "keep"))
    assert (person(world).name, person(world).gone, person(world).phone) == ("", (), "")
    cards = {card.customer_id: card.status for card in world.store.cards.values()}
    assert cards == {person(world).id: CardStatus.BLOCKED, world.holder(ann): CardStatus.ACTIVE}


def test_a_deleted_client_whom_nobody_knows_changes_nothing() -> None:
    world = People()
    stranger = world.desk.add_client(OTHER)
    assert world.delete(stranger) == "gone"
    assert world.customer(OTHER) is None


def test_nobody_is_followed_or_lost_for_a_customer_who_was_erased() -> None:
    world = People()
    keep, held = keep_in_step(world.ports), connection()
    client = world.desk.clients[LA_VISAGE, world.jane]
    world.store.profiles.clear()
    assert keep.follow(held, client, world.holder(world.jane), Lane.LIVE) is Followed.UNUSABLE
    assert not keep.lose(held, world.jane, world.holder(world.jane))


def test_a_client_of_somebody_else_is_not_lost_for_this_person() -> None:
    world = People()
    assert not keep_in_step(world.ports).lose(connection(), ClientId(7), world.holder(world.jane))
    assert person(world).gone == ()
