"""The page of a person: what is known, what lost, everything as a file, and forgetting them."""

import json
from dataclasses import replace

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.customer import ConsentNote, Former, PhoneMove
from comeback.domain.ids import ClientId, CustomerId
from comeback.domain.ledger import Actor
from comeback.messages import ErasureDue
from tests.api_people import erase_customer
from tests.api_world import MINE, NOW, PLACE, THEIRS
from tests.console_world import Browser, Shop

JANE = ClientId(18936825)


class People(Shop):
    """Jane is a client of Altegio with a past."""

    def __init__(self) -> None:
        super().__init__()
        (self.customer,) = {card.customer_id for card in self.world.store.cards.values()}
        self.person = f"/console/customers/{self.customer}"
        self.world.customers.link_client(MINE, PLACE, JANE, self.customer)
        self.know(
            email="jane@example.com", former=(Former("last_name", "Roe", "crm", NOW), Former("email", "j@x.y", "own", NOW)),
            moves=(PhoneMove(PLACE, JANE, "+12125550199"),), consents={"marketing": True},
            consent_notes={"marketing": ConsentNote("2026-11-25", "join", NOW)},
        )  # fmt: skip

    def know(self, **values: object) -> None:
        self.world.customers.change_profile(MINE, self.customer, lambda one: replace(one, **values))  # type: ignore[arg-type]


@pytest.fixture
def shop() -> People:
    return People()


def test_a_card_leads_to_its_person_and_back(shop: People) -> None:
    assert f'href="{shop.person}"' in shop.browser.get(shop.path).body
    page = shop.browser.get(shop.person)
    assert page.status == 200
    assert f'href="{shop.path}"' in page.body
    for text in ("Jane Doe", "+12125550123", "jane@example.com", "client 18936825, La Visage", "marketing yes, "):
        assert text in page.text


def test_former_values_are_told_with_who_won(shop: People) -> None:
    text = shop.browser.get(shop.person).text
    assert "Last name" in text
    assert "Roe Altegio had another value" in text
    assert "j@x.y Altegio's value; ours was kept" in text
    shop.know(former=())
    assert "Former values" not in shop.browser.get(shop.person).text


def test_another_phone_is_to_be_decided_or_was(shop: People) -> None:
    assert "decide whose client this is" in shop.browser.get(shop.person).text
    shop.know(moves=(PhoneMove(PLACE, JANE, "+12125550199", kept=True),))
    assert "you kept the client here" in shop.browser.get(shop.person).text


def test_whom_altegio_has_forgotten_has_no_name(shop: People) -> None:
    shop.know(phone="", name="", gone=((PLACE, JANE),))
    text = shop.browser.get(shop.person).text
    assert "Somebody without a name" in text
    assert "deleted in Altegio" in text
    assert "Somebody without a name" in shop.browser.get(shop.path).text


def test_everything_is_a_file(shop: People) -> None:
    page = shop.browser.get(f"/console/customers/{shop.customer}/export")
    assert page.headers["Content-Disposition"] == f'attachment; filename="{shop.customer}.json"'
    assert page.headers["Cache-Control"] == "no-store"
    assert json.loads(page.body)["customer"]["email"] == "jane@example.com"


def test_without_the_tick_nobody_is_forgotten(shop: People) -> None:
    page = shop.browser.send(f"{shop.person}/erasure")
    assert page.status == 422
    assert "nobody can bring the person back" in page.error_at("erase.sure")
    assert shop.world.queue.sent[-1:] != [ErasureDue(MINE, shop.customer)]


def test_with_it_they_are_and_the_trail_says_who_did_it(shop: People) -> None:
    page = shop.browser.send(f"/console/customers/{shop.customer}/erasure", {"erase.sure": "on"})
    assert page.to == "/console/cards"
    assert "being forgotten" in shop.browser.get(page.to).text
    assert shop.browser.get(shop.person).status == 404
    message = shop.world.queue.sent[-1]
    assert isinstance(message, ErasureDue)
    erase_customer(shop.world)(message)
    (head,) = shop.world.store.cards.values()
    assert head.status is CardStatus.ERASED
    record = shop.world.store.trail[MINE][-1]
    assert (record.action, record.subject, record.actor) == ("customer.erased", shop.customer, Actor("person", "1"))
    assert "Somebody who was erased" in shop.browser.get(shop.path).text
    assert "Erased a person" in shop.browser.get("/console/trail").text


def test_other_peoples_people_are_not_there(shop: People) -> None:
    browser = Browser(shop.world).sign_in(THEIRS)
    for path in (shop.person, f"{shop.person}/export", "/console/customers/somebody"):
        assert browser.get(path).status == 404
    assert browser.send(f"{shop.person}/erasure", {"erase.sure": "on"}).status == 404
    assert shop.world.customers.profile(MINE, CustomerId(shop.customer)) is not None
