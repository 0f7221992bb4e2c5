"""A client has another phone in Altegio: the person follows, or somebody has to decide (loyalty-domain.md §3.5)."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.customer import Former, PhoneMove, Profile
from comeback.domain.ids import CustomerId, TenantId
from comeback.messages import CustomerEnrolled
from comeback.usecases.follow_client import phone_matter
from comeback.usecases.issue_card import IssueCard
from tests.builders import LA_VISAGE, PROGRAM, TENANT
from tests.engine_world import JANE_PHONE, SECOND, handler_of
from tests.people_world import NEW, OTHER, People


def test_a_changed_phone_is_the_persons_new_one_and_everything_stays() -> None:
    world = People()
    before, card = world.customer(JANE_PHONE), world.card()
    assert before is not None
    world.set_phone(world.jane, "13155550199")
    assert world.customer(JANE_PHONE) is None
    after = world.customer(NEW)
    old = Former("phone", JANE_PHONE, "crm", world.clock.now())
    assert after == replace(before, phone=NEW, former=(old,))
    assert world.card(NEW) == card
    assert world.items == []


def test_a_phone_of_somebody_else_is_asked_about_once_and_nothing_moves() -> None:
    world = People()
    ann = world.desk.add_client(OTHER, "Ann")
    world.tell(ann)
    for _ in range(2):
        world.set_phone(world.jane, OTHER)
    (item,) = world.items
    assert item.id == phone_matter((LA_VISAGE, world.jane))
    assert (item.customer_id, item.location_id, item.answers) == (world.holder(world.jane), LA_VISAGE, ("merge", "keep"))
    assert item.facts == {"client_id": world.jane, "other_customer_id": world.holder(ann)}
    jane = world.customer(JANE_PHONE)
    assert jane is not None
    assert jane.moves == (PhoneMove(LA_VISAGE, world.jane, OTHER),)
    assert world.balance() == 1


def test_one_of_two_clients_with_one_phone_is_asked_about() -> None:
    world = People()
    twin = world.desk.add_client(JANE_PHONE, "Jill Doe")
    world.tell(twin)
    world.set_phone(world.jane, NEW)
    (item,) = world.items
    assert (item.facts, item.answers) == ({"client_id": world.jane}, ("separate", "keep"))
    assert world.customer(NEW) is None


def test_when_the_last_client_follows_so_does_the_person() -> None:
    world = People()
    twin = world.desk.add_client(JANE_PHONE, "Jane Doe")
    world.tell(twin)
    world.set_phone(world.jane, NEW)
    world.set_phone(twin, NEW)
    assert world.items == []
    person = world.customer(NEW)
    assert person is not None
    assert (person.moves, person.clients) == ((), ((LA_VISAGE, world.jane), (LA_VISAGE, twin)))
    assert world.balance(NEW) == 1


def test_a_phone_that_is_put_back_leaves_nothing_to_decide() -> None:
    world = People()
    world.tell(world.desk.add_client(OTHER, "Ann"))
    world.set_phone(world.jane, OTHER)
    world.set_phone(world.jane, JANE_PHONE)
    assert world.items == []
    jane = world.customer(JANE_PHONE)
    assert jane is not None
    assert jane.moves == ()


def test_another_phone_replaces_the_question() -> None:
    world = People()
    for phone in (OTHER, "+13155550178"):
        world.tell(world.desk.add_client(phone, "Ann"))
        world.set_phone(world.jane, phone)
    (item,) = world.items
    assert item.facts["other_customer_id"] == world.store.phones[TENANT, "+13155550178"]


def test_what_a_person_has_decided_is_not_asked_again() -> None:
    world = People()
    world.tell(world.desk.add_client(OTHER, "Ann"))
    world.set_phone(world.jane, OTHER)
    customer = world.holder(world.jane)
    kept = replace(world.store.profiles[TENANT, customer].moves[0], kept=True)
    world.customers.change_profile(TENANT, customer, lambda one: replace(one, moves=(kept,)))
    world.attention.settle(TENANT, world.items[0].id)
    world.tell(world.jane)
    assert world.items == []


@pytest.mark.parametrize("phone", ["", "12", "+1315*****75"], ids=["none", "no phone", "hidden"])
def test_a_phone_that_is_none_changes_nothing(phone: str) -> None:
    world = People()
    assert world.set_phone(world.jane, phone) == "in_step"
    assert world.customer(JANE_PHONE) is not None
    assert world.items == []


class _Raced:
    """Customers whose phone is taken between the question and the write."""

    def __init__(self, world: People, rival: Profile) -> None:
        self._world = world
        self._rival = rival

    def find_by_phone(self, tenant: TenantId, phone: str) -> CustomerId | None:
        found = self._world.customers.find_by_phone(tenant, phone)
        if phone == self._rival.phone and found is None:
            self._world.customers.register(tenant, self._rival)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world.customers, name)


def test_a_phone_that_is_taken_at_this_moment_is_asked_about() -> None:
    world = People()
    rival = Profile(CustomerId("cu_other"), TENANT, NEW, "Ann", world.clock.now())
    world.handle = handler_of(replace(world.ports, customers=_Raced(world, rival)))
    world.set_phone(world.jane, NEW)
    (item,) = world.items
    assert item.facts["other_customer_id"] == "cu_other"


@pytest.mark.parametrize("state", ["kept", "changed", "gone", "refused", "hidden", "empty", "frozen"])
def test_clients_of_another_location_have_a_say(state: str) -> None:
    world = People()
    there = world.desk.add_client(JANE_PHONE, "Jane Doe", SECOND)
    world.tell(there, SECOND)
    key = SECOND, there
    match state:
        case "changed" | "hidden" | "empty":
            phone = {"changed": NEW, "hidden": "+1315*****75", "empty": ""}[state]
            world.desk.clients[key] = replace(world.desk.clients[key], phone=phone)
        case "gone":
            del world.desk.clients[key]
        case "refused":
            world.crm.refused.add(SECOND)
        case "frozen":
            world.connections.set_status(TENANT, SECOND, ConnectionStatus.FROZEN)
    world.set_phone(world.jane, NEW)
    followed = state in ("changed", "gone", "empty")
    assert (world.customer(NEW) is not None) is followed
    assert bool(world.items) is not followed


def test_who_is_enrolled_with_a_phone_that_a_client_has_just_got_is_not_given_that_client() -> None:
    world = People()
    key = LA_VISAGE, world.jane
    world.desk.clients[key] = replace(world.desk.clients[key], phone=NEW)
    ann, _ = world.customers.register(TENANT, Profile(CustomerId("cu_ann"), TENANT, NEW, "Ann", world.clock.now()))
    IssueCard(world.customers, world.ids, world.clock, "k1")(TENANT, world.program, ann.id)
    world.handle(CustomerEnrolled(TENANT, ann.id, PROGRAM))
    assert world.holder(world.jane) != ann.id
    (item,) = world.items
    assert item.facts["other_customer_id"] == ann.id
