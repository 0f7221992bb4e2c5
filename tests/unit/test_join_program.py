"""Joining: who gets which card, and what of a known person it changes."""

from dataclasses import replace

import pytest

from comeback.domain import links
from comeback.domain.arrival import Arrival
from comeback.domain.customer import ConsentNote
from comeback.domain.design import Design
from comeback.domain.errors import NotFound, StateConflicted
from comeback.domain.join_form import CONSENT_VERSION, FormRefused, JoinForm
from comeback.domain.program import ProgramStatus
from comeback.domain.words import Phrase
from comeback.messages import CustomerEnrolled
from tests import builders
from tests.api_world import NOW
from tests.customer_world import JANE_PHONE, KEYS, MINE, THEIR_PROGRAM, THEIRS, CustomerWorld

JANE = JoinForm("Jane Doe", "(212) 555-0123", "jane@example.com", "1990-02-28", consent_service=True, consent_marketing=True)


@pytest.fixture
def world() -> CustomerWorld:
    return CustomerWorld()


def join(world: CustomerWorld, form: JoinForm = JANE, program: str = builders.PROGRAM) -> tuple[str, bool]:
    joined = world.join_program(world.find_offer(program), form)
    return joined.token, joined.is_new


def test_an_offer_names_its_owner(world: CustomerWorld) -> None:
    assert world.find_offer(builders.PROGRAM).owner == "La Visage"
    assert world.find_offer(THEIR_PROGRAM).owner == "Barber Bob"
    world.change_program(design=Design(organization="La Visage Beauty"))
    assert world.find_offer(builders.PROGRAM).owner == "La Visage Beauty"


def test_an_offer_whose_tenant_is_gone_is_named_after_its_program(world: CustomerWorld) -> None:
    world.store.tenants.clear()
    assert world.find_offer(builders.PROGRAM).owner == "10 visits"


@pytest.mark.parametrize("program", ["", "rubbish", builders.CARD, "pr_" + "0" * 25 + "9"])
def test_there_is_no_offer_for_an_unknown_program(world: CustomerWorld, program: str) -> None:
    with pytest.raises(NotFound):
        world.find_offer(program)


@pytest.mark.parametrize("status", [ProgramStatus.DRAFT, ProgramStatus.PAUSED])
def test_only_an_active_program_is_offered(world: CustomerWorld, status: ProgramStatus) -> None:
    offer = world.find_offer(builders.PROGRAM)
    world.change_program(status=status)
    with pytest.raises(NotFound):
        world.find_offer(builders.PROGRAM)
    with pytest.raises(StateConflicted):
        world.join_program(offer, JANE)
    assert world.store.profiles == {}


def test_a_new_person_is_kept_as_written_with_the_proof_of_their_consents(world: CustomerWorld) -> None:
    token, is_new = join(world)
    card, profile = world.card(), world.profile()
    assert (token, is_new) == (links.page_token(KEYS, card), True)
    assert (card.tenant_id, card.program_id, card.customer_id) == (MINE, builders.PROGRAM, profile.id)
    assert (profile.name, profile.phone, profile.email, profile.birthday) == (
        "Jane Doe", JANE_PHONE, "jane@example.com", "1990-02-28",
    )  # fmt: skip
    note = ConsentNote(f"{CONSENT_VERSION} en", "join", NOW)
    assert profile.consents == {"service": True, "marketing": True}
    assert profile.consent_notes == {"service": note, "marketing": note}


def test_a_tick_that_was_not_made_is_no_consent(world: CustomerWorld) -> None:
    join(world, replace(JANE, consent_marketing=False))
    assert world.profile().consents == {"service": True, "marketing": False}


def test_altegio_is_asked_for_the_person_at_once(world: CustomerWorld) -> None:
    join(world)
    assert world.queue.sent == [CustomerEnrolled(MINE, world.profile().id, builders.PROGRAM)]


def test_joining_again_gives_the_same_card(world: CustomerWorld) -> None:
    first, _ = join(world)
    assert join(world, replace(JANE, phone="+1 212 555 0123", name="J. D.")) == (first, False)
    assert len(world.store.cards) == 1


def test_who_types_the_phone_of_a_known_person_changes_nothing_of_them(world: CustomerWorld) -> None:
    before = world.know(email="", birthday="", consents={"marketing": False})
    card = world.give_card(balance=3, seq=3)
    assert join(world) == (links.page_token(KEYS, card), False)
    assert world.profile() == before


def test_a_person_of_another_business_is_somebody_else(world: CustomerWorld) -> None:
    mine, _ = join(world)
    theirs, is_new = join(world, program=THEIR_PROGRAM)
    assert is_new
    assert mine != theirs
    assert {tenant for tenant, _ in world.store.profiles} == {MINE, THEIRS}


@pytest.mark.parametrize("phone", ["12", "+999 1234567", "212 555 ****", "no digit"])
def test_a_phone_is_judged_for_the_country_of_the_location(world: CustomerWorld, phone: str) -> None:
    with pytest.raises(FormRefused) as raised:
        join(world, replace(JANE, phone=phone))
    assert [problem.field for problem in raised.value.problems] == ["phone"]
    assert world.store.profiles == {}


def test_a_phone_is_judged_without_a_country_when_the_location_is_gone(world: CustomerWorld) -> None:
    offer = world.find_offer(builders.PROGRAM)
    world.store.connections.clear()
    with pytest.raises(FormRefused):
        world.join_program(offer, JANE)
    world.join_program(offer, replace(JANE, phone="+1 212 555 0123"))


def test_problems_of_fields_and_phone_are_told_together_in_the_order_of_the_form(world: CustomerWorld) -> None:
    with pytest.raises(FormRefused) as raised:
        join(world, replace(JANE, name="", phone="12", email="x"))
    assert [problem.field for problem in raised.value.problems] == ["name", "phone", "email"]


def test_a_missing_phone_is_told_once(world: CustomerWorld) -> None:
    with pytest.raises(FormRefused) as raised:
        join(world, replace(JANE, phone=""))
    assert [problem.field for problem in raised.value.problems] == ["phone"]


@pytest.mark.parametrize(
    ("country", "why"),
    [
        ("US", Phrase("join.wrong.phone", {"example": "(201) 555-0123"})),
        ("DE", Phrase("join.wrong.phone", {"example": "01512 3456789"})),
        ("", Phrase("join.wrong.phone_abroad")),
    ],
)
def test_a_wrong_phone_is_answered_with_how_phones_are_written_there(world: CustomerWorld, country: str, why: Phrase) -> None:
    connection = world.store.connections[builders.LA_VISAGE]
    moved = replace(connection, location=replace(connection.location, country=country))
    world.store.connections[builders.LA_VISAGE] = moved
    with pytest.raises(FormRefused) as raised:
        join(world, replace(JANE, phone="12"))
    assert [problem.why for problem in raised.value.problems] == [why]


def test_a_hidden_phone_is_told_apart(world: CustomerWorld) -> None:
    with pytest.raises(FormRefused) as raised:
        join(world, replace(JANE, phone="212 555 ****"))
    assert [problem.why.id for problem in raised.value.problems] == ["join.wrong.masked_phone"]


def test_the_consents_tell_which_text_was_read_in_which_language(world: CustomerWorld) -> None:
    join(world, replace(JANE, language="pt-BR"))
    assert world.profile().consent_notes["marketing"].version == f"{CONSENT_VERSION} pt-BR"


def test_how_somebody_came_stays_with_the_card_that_they_got_for_it(world: CustomerWorld) -> None:
    came = Arrival(utm_source="insta", src="poster", ref="JANE10")
    join(world, replace(JANE, arrival=came))
    join(world, replace(JANE, arrival=Arrival(src="door")))
    assert world.card().arrival == came
