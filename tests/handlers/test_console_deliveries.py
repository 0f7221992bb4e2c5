"""The owner's page of a card: how its holder came, and its link, sent again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comeback.domain.arrival import Arrival
from comeback.domain.card import CardStatus
from comeback.domain.crm_writing import Intent, IntentState, WriteKind
from comeback.domain.delivery import NoLink
from comeback.domain.ids import ClientId, CustomerId
from comeback.messages import LinkDue
from comeback.usecases.deliver_link import FULL_CAP, OUTSIDE_HOURS
from tests.api_world import MINE, PLACE
from tests.console_world import Browser, ConsoleWorld

BUTTON = "Send the link again"
_LATER = datetime(2026, 9, 22, 13, 0, tzinfo=UTC)


class Salon:
    """A cashback program that sends links, and the card of Jane, whom Altegio knows."""

    def __init__(self, **settings: object) -> None:
        self.world = ConsoleWorld()
        self.browser = Browser(self.world).sign_in()
        self.program = self.world.active_program(type="cashback", size=None, reward=None)
        path = f"/api/v1/programs/{self.program}/connections/{PLACE}/settings"
        wanted = {"write_to_crm": True, "deliver_via_crm": True, "crm_card_type": 10992, **settings}
        assert self.world.call("PUT", path, wanted).status == 200
        card = self.world.enrol(self.program, consents={"service": True})
        self.customer = CustomerId(card["customer"]["id"])
        self.world.customers.link_client(MINE, PLACE, ClientId(1), self.customer)
        self.path = f"/console/cards/{card['id']}"

    def page(self) -> str:
        return self.browser.get(self.path).text

    def links(self) -> list[LinkDue]:
        return [one for one in self.world.queue.sent if isinstance(one, LinkDue)]

    def was(self, state: IntentState, reason: str = "") -> None:
        """What became of the last link."""
        link = Intent(WriteKind.LINK, self.program, "in_1", state=state, reason=reason, not_before=_LATER)
        self.world.intents.save(MINE, self.customer, link)


def test_a_link_is_sent_again_and_the_trail_says_by_whom() -> None:
    salon = Salon()
    assert "It was never sent through Altegio." in salon.page()
    assert salon.browser.send(f"{salon.path}/deliveries").to == salon.path
    assert [one.customer_id for one in salon.links()] == [salon.customer]
    text = salon.page()
    assert "The link is sent as soon as the permitted hours and limits allow it." in text
    assert "It is being sent through Altegio." in text
    assert "Sent the link of a card" in salon.browser.get("/console/trail").text


def test_a_guard_says_why_nothing_is_sent() -> None:
    salon = Salon(deliver_via_crm=False)
    refused = salon.browser.send(f"{salon.path}/deliveries")
    assert refused.status == 409
    assert "No location of the program sends links" in refused.text
    assert BUTTON in refused.text
    assert salon.links() == []


def test_a_stamp_card_says_why_it_has_no_button() -> None:
    world = ConsoleWorld()
    card = world.enrol(world.active_program(), consents={"service": True})
    page = Browser(world).sign_in().get(f"/console/cards/{card['id']}")
    assert "Links are not sent for stamp cards" in page.text
    assert BUTTON not in page.text


@pytest.mark.parametrize(
    ("state", "reason", "sentence"),
    [
        (IntentState.DONE, "", "It was sent through Altegio."),
        (IntentState.CALLING, "", "It is being sent through Altegio."),
        (IntentState.UNCERTAIN, "", "Altegio did not say whether it was sent."),
        (IntentState.WAITING, OUTSIDE_HOURS, "It waits until 22 September 2026, 09:00: these are not the hours for messages."),
        (IntentState.WAITING, FULL_CAP, "the most messages of the hour or day were sent."),
        (IntentState.WAITING, "", "it is not its time yet."),
        (IntentState.DROPPED, NoLink.NO_CONSENT, "It was not sent. The person has agreed to no messages."),
        (IntentState.DROPPED, NoLink.MADE_FROM_CRM, "It was not sent."),
        (IntentState.DROPPED, "Altegio: 422", "It was not sent."),
    ],
)
def test_what_became_of_the_last_link_is_said(state: IntentState, reason: str, sentence: str) -> None:
    salon = Salon()
    salon.was(state, reason)
    assert sentence in salon.page()


def test_a_blocked_card_is_sent_nothing_and_an_erased_one_has_no_link() -> None:
    salon = Salon()
    ((key, card),) = salon.world.store.cards.items()
    salon.world.store.cards[key] = replace(card, status=CardStatus.BLOCKED)
    assert BUTTON not in salon.page()
    salon.world.store.cards[key] = replace(card, status=CardStatus.ERASED)
    salon.world.store.profiles.clear()
    assert "The link of the card" not in salon.page()


def test_how_the_holder_came_is_told_while_they_are_known() -> None:
    salon = Salon()
    assert "Came" not in salon.page()
    ((key, card),) = salon.world.store.cards.items()
    arrival = Arrival(utm_source="instagram", utm_campaign="autumn", src="poster", ref="<b>Ann</b>")
    salon.world.store.cards[key] = replace(card, arrival=arrival)
    page = salon.browser.get(salon.path)
    assert "Came source instagram, campaign autumn, by the poster, told by <b>Ann</b>" in page.text
    assert "<b>Ann</b>" not in page.body
    salon.world.store.profiles.clear()
    assert "instagram" not in salon.page()
