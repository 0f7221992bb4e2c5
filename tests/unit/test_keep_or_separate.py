"""A client with another phone is left as they are, or becomes a person of their own (loyalty-domain.md §3.5)."""

from dataclasses import replace

import pytest

from comeback.domain.ids import CustomerId
from tests.builders import LA_VISAGE, TENANT
from tests.engine_world import JANE_PHONE
from tests.people_world import NEW, OTHER
from tests.phone_salon import BOSS, Salon


@pytest.fixture
def salon() -> Salon:
    return Salon()


def test_kept_the_client_stays_and_is_not_asked_about_again(salon: Salon) -> None:
    assert salon.answer("keep") is None
    assert salon.holder(salon.jane) == salon.jane_id
    salon.tell(salon.jane)
    assert salon.items == []
    assert salon.amounts_of(salon.jane_id) == [1]
    salon.set_phone(salon.jane, "+13155550155")
    assert salon.customer("+13155550155") is not None


def test_whom_altegio_had_forgotten_and_has_again_with_anothers_phone_brings_their_stamps(salon: Salon) -> None:
    salon.set_phone(salon.jane, JANE_PHONE)
    known = salon.desk.clients[LA_VISAGE, salon.jane]
    salon.delete(salon.jane)
    salon.desk.clients[LA_VISAGE, salon.jane] = replace(known, phone=OTHER)
    salon.tell(salon.jane)
    salon.answer("merge")
    assert salon.card_of(salon.ann_id).balance == 3


def test_separated_the_client_is_a_new_person_and_the_family_keeps_its_stamps(salon: Salon) -> None:
    salon.set_phone(salon.jane, JANE_PHONE)
    twin = salon.desk.add_client(JANE_PHONE, "Jill Doe")
    salon.tell(twin)
    salon.visit(twin, day="2026-09-22")
    salon.hear()
    salon.set_phone(twin, NEW)
    assert salon.answer("separate") is None
    person = salon.customer(NEW)
    assert person is not None
    assert (person.name, person.clients) == ("Jill Doe", ((LA_VISAGE, twin),))
    family = salon.customer(JANE_PHONE)
    assert family is not None
    assert (family.clients, family.moves, salon.amounts_of(salon.jane_id)) == (((LA_VISAGE, salon.jane),), (), [1, 1])
    salon.desk.add_service(max(salon.desk.records), 100)
    salon.hear()
    assert salon.amounts_of(person.id) == []
    salon.visit(twin, day="2026-09-23")
    salon.hear()
    assert (salon.amounts_of(person.id), salon.amounts_of(salon.jane_id)) == ([1], [1, 1])


def test_an_item_about_nobody_is_closed_without_a_word(salon: Salon) -> None:
    (item,) = salon.items
    for each in (
        replace(item, customer_id=None),
        replace(item, customer_id=CustomerId("cu_gone")),
        replace(item, location_id=None),
    ):
        assert salon.decide(TENANT, BOSS, each, "merge") is None
    assert salon.holder(salon.jane) == salon.jane_id


def test_a_phone_that_is_theirs_meanwhile_moves_nothing(salon: Salon) -> None:
    (item,) = salon.items
    salon.store.phones[TENANT, OTHER] = salon.jane_id
    assert salon.decide(TENANT, BOSS, item, "merge") is None
    assert salon.holder(salon.jane) == salon.jane_id


def test_who_leaves_a_family_without_having_earned_leaves_its_card_untouched(salon: Salon) -> None:
    salon.set_phone(salon.jane, JANE_PHONE)
    twin = salon.desk.add_client(JANE_PHONE, "Jill Doe")
    salon.tell(twin)
    salon.set_phone(twin, NEW)
    before = salon.card_of(salon.jane_id)
    salon.answer("separate")
    assert salon.card_of(salon.jane_id) == before
    assert salon.holder(twin) != salon.jane_id
