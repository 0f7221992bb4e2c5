"""The join page: `GET`, `POST /join/{program_id}`."""

import re
from html import unescape

import pytest

from comeback.domain.ids import ProgramId
from comeback.domain.program import ProgramStatus, ProgramType
from tests import builders
from tests.api_world import BASE
from tests.customer_world import JANE, JANE_PHONE, THEIR_PROGRAM, CustomerWorld, without_style
from tests.handlers.events import http_event

PAGE = f"/join/{builders.PROGRAM}"


@pytest.fixture
def world() -> CustomerWorld:
    return CustomerWorld()


def values(body: str) -> dict[str, str]:
    """What stands in the fields."""
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" type="\w+" value="([^"]*)"', body)}


def ticked(body: str) -> set[str]:
    return set(re.findall(r'name="(\w+)" type="checkbox" value="yes" checked', body))


def wrong(body: str) -> set[str]:
    return set(re.findall(r'id="(\w+)-why"', body))


def test_the_form_names_the_owner_and_the_reward(world: CustomerWorld) -> None:
    answer = world.get(PAGE)
    assert answer.status == 200
    for said in ("La Visage", "10 visits", "A free haircut", "10 stamps make one reward"):
        assert said in answer.text


@pytest.mark.parametrize("kind", [ProgramType.CASHBACK, ProgramType.GIFT])
def test_a_program_whose_balance_altegio_owns_speaks_of_no_stamps(world: CustomerWorld, kind: ProgramType) -> None:
    world.change_program(type=kind)
    body = without_style(world.get(PAGE).text)
    assert "Show this card at the desk." in body
    assert "stamp" not in body.lower()
    assert "reward" not in body.lower()


def test_the_form_asks_for_what_is_needed_and_ticks_nothing(world: CustomerWorld) -> None:
    body = without_style(world.get(PAGE).text)
    assert set(values(body)) - {"consent_service", "consent_marketing"} == {"name", "phone", "email", "birthday"}
    assert re.findall(r'name="(\w+)"[^>]* required', body) == ["name", "phone", "consent_service"]
    assert 'type="tel"' in body
    assert 'autocomplete="tel"' in body
    assert ticked(body) == set()
    for field in ("name", "phone", "email", "birthday", "consent_service", "consent_marketing"):
        assert f'<label for="{field}">' in body


@pytest.mark.parametrize("program", ["rubbish", "pr_" + "0" * 25 + "9", "%00", builders.CARD])
def test_there_is_no_form_of_an_unknown_program(world: CustomerWorld, program: str) -> None:
    assert world.get(f"/join/{program}").status == 404
    assert world.join(program=ProgramId(program)).status == 404


@pytest.mark.parametrize("status", [ProgramStatus.DRAFT, ProgramStatus.PAUSED])
def test_a_program_that_is_not_active_cannot_be_joined(world: CustomerWorld, status: ProgramStatus) -> None:
    world.change_program(status=status)
    assert world.get(PAGE).text == world.get("/join/rubbish").text
    assert world.join().status == 404
    assert world.store.cards == {}


def test_who_joins_is_led_to_their_card(world: CustomerWorld) -> None:
    answer = world.join()
    assert (answer.status, answer.headers["location"]) == (303, world.path(world.card()))
    assert answer.headers["cache-control"] == "no-store"
    assert world.profile().phone == JANE_PHONE
    assert world.get(answer.headers["location"]).status == 200


def test_each_business_gives_its_own_card(world: CustomerWorld) -> None:
    mine, theirs = world.join(), world.join(program=THEIR_PROGRAM)
    assert mine.headers["location"] != theirs.headers["location"]
    assert "Barber Bob" in world.get(theirs.headers["location"]).text
    assert "Barber Bob" not in world.get(mine.headers["location"]).text


def test_a_known_person_gets_the_same_card_and_the_same_answer(world: CustomerWorld) -> None:
    other = CustomerWorld()
    other.know()
    card = other.give_card(balance=3)
    fresh, known = world.join(), other.join()
    assert known.headers["location"] == other.path(card)
    assert (fresh.status, fresh.text, set(fresh.headers)) == (known.status, known.text, set(known.headers))
    assert other.join().headers == known.headers


def test_whoever_types_a_known_phone_learns_no_name_and_changes_nothing(world: CustomerWorld) -> None:
    before = world.know()
    world.give_card()
    answer = world.join({**JANE, "email": "thief@example.com", "birthday": "1990-02-28", "consent_marketing": "yes"})
    assert world.profile() == before
    page = without_style(world.get(answer.headers["location"]).text)
    assert "Janet" not in page
    assert "Jane" not in page


@pytest.mark.parametrize("tick", ["yes", "on", "true", "1"])
def test_a_tick_may_be_written_as_programs_write_it(world: CustomerWorld, tick: str) -> None:
    assert world.join({**JANE, "consent_service": tick, "consent_marketing": tick}).status == 303
    assert world.profile().consents == {"service": True, "marketing": True}


@pytest.mark.parametrize("tick", ["", " ", "0", "off", "False", "no"])
def test_a_no_is_no_consent(world: CustomerWorld, tick: str) -> None:
    answer = world.join({**JANE, "consent_service": tick})
    assert (answer.status, wrong(answer.text)) == (422, {"consent_service"})
    assert world.store.profiles == {}


def test_a_refused_form_keeps_what_was_typed_and_says_why_at_each_field(world: CustomerWorld) -> None:
    typed = {"name": '"Jane" <b>', "phone": "12", "email": "jane", "birthday": "yesterday", "consent_marketing": "yes"}
    answer = world.join(typed)
    assert answer.status == 422
    assert wrong(answer.text) == {"phone", "email", "birthday", "consent_service"}
    kept = values(answer.text)
    assert {name: kept[name] for name in ("name", "phone", "email", "birthday")} == {
        name: typed[name] for name in ("name", "phone", "email", "birthday")
    }
    assert ticked(answer.text) == {"consent_marketing"}
    assert "<b>" not in re.findall(r'value="[^"]*"', answer.text)
    assert 'role="alert"' in answer.text
    assert 'href="#phone"' in answer.text
    assert 'aria-invalid="true" aria-describedby="phone-why phone-help"' in answer.text


def test_blanks_and_control_characters_are_taken_off(world: CustomerWorld) -> None:
    assert world.join({**JANE, "name": "  Jane\t\x00\x85 Doe \n", "phone": " 212 555 0123 "}).status == 303
    assert world.profile().name == "Jane Doe"


def test_a_field_that_people_do_not_see_gives_robots_away(world: CustomerWorld) -> None:
    answer = world.join({**JANE, "website": "https://spam.example"})
    assert (answer.status, wrong(answer.text)) == (422, {"website"})
    assert "only robots" in answer.text
    assert world.store.profiles == {}
    assert world.join({**JANE, "website": ""}).status == 303


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}]
)
def test_a_form_that_another_site_sends_is_refused(world: CustomerWorld, headers: dict[str, str]) -> None:
    answer = world.join(headers=headers)
    assert answer.status == 403
    assert world.store.profiles == {}


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin", "origin": "null"}, {"origin": BASE}, {}])
def test_our_own_form_is_taken(world: CustomerWorld, headers: dict[str, str]) -> None:
    assert world.join(headers=headers).status == 303


def test_a_body_that_no_form_of_ours_has_is_refused(world: CustomerWorld) -> None:
    assert world.join({**JANE, "name": "n" * 20_000}).status == 413
    assert world.store.profiles == {}


@pytest.mark.parametrize("body", [None, "", "rubbish", b"\xff\xfe", "name=%ff", "&".join(f"f{n}=1" for n in range(1_500))])
def test_what_is_no_form_has_every_needed_field_missing(world: CustomerWorld, body: str | bytes | None) -> None:
    answer = world.door(http_event("POST", PAGE, body=body), None)
    assert answer["statusCode"] == 422
    assert {"phone", "consent_service"} <= wrong(answer["body"])


def test_a_queue_that_refuses_loses_nothing_of_the_form(world: CustomerWorld) -> None:
    world.queue.refuses = True
    answer = world.join()
    assert answer.status == 503
    assert values(answer.text)["phone"] == JANE["phone"]
    assert ticked(answer.text) == {"consent_service"}
    world.queue.refuses = False
    assert world.join().headers["location"] == world.path(world.card())


def test_a_program_that_is_paused_while_the_form_is_sent_is_not_joined(world: CustomerWorld) -> None:
    class Pausing:
        """The first look finds the program active, the second paused."""

        def __call__(self, program_id: str) -> object:
            offer = world.find_offer(program_id)
            world.change_program(status=ProgramStatus.PAUSED)
            return offer

    world.door = world.door_with(find=Pausing())
    assert world.join().status == 404
    assert world.store.cards == {}


def test_pages_of_the_form_are_never_cached_listed_or_scripted(world: CustomerWorld) -> None:
    for answer in (world.get(PAGE), world.join({})):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert "<script" not in answer.text
        assert "form-action 'self'" in answer.headers["content-security-policy"]
        assert len(answer.text.encode()) < 60_000


def test_nothing_that_was_typed_gets_into_the_log(world: CustomerWorld, capsys: pytest.CaptureFixture[str]) -> None:
    answer = world.join({**JANE, "email": "jane@example.com"})
    world.join({"name": "Jane Doe"})
    world.get(answer.headers["location"])
    written = capsys.readouterr().out
    assert [line.count('"outcome":"new"') for line in written.splitlines()] == [1, 0, 0]
    for private in ("Jane", "555", "example.com", answer.headers["location"]):
        assert private not in written
