"""Links of cards over REST: again, what became of them, and how many it would be."""

from datetime import timedelta

import pytest

from comeback.domain.ids import ClientId, CustomerId
from comeback.messages import LinkDue
from tests.api_world import MINE, PLACE, ApiWorld, is_a_problem

ON = {"write_to_crm": True, "deliver_via_crm": True, "crm_card_type": 10992}


class Shop:
    """A cashback program that sends links, and a card that Jane asked for; Altegio knows her."""

    def __init__(self, **changes: object) -> None:
        self.world = ApiWorld()
        self.program = self.world.active_program(type="cashback", size=None, reward=None)
        self.write(**changes)
        self.card = self.enrol()

    def write(self, **changes: object) -> None:
        path = f"/api/v1/programs/{self.program}/connections/{PLACE}/settings"
        written = self.world.call("PUT", path, {**ON, **changes})
        assert written.status == 200, written.text

    def enrol(self, client: int | None = 1, **person: object) -> str:
        card = self.world.enrol(self.program, **{"consents": {"service": True}, **person})
        if client is not None:
            holder = CustomerId(card["customer"]["id"])
            self.world.customers.link_client(MINE, PLACE, ClientId(client), holder)
        return str(card["id"])

    def links(self) -> list[LinkDue]:
        return [one for one in self.world.queue.sent if isinstance(one, LinkDue)]


def test_a_link_is_sent_again_and_its_state_is_told() -> None:
    shop = Shop()
    path = f"/api/v1/cards/{shop.card}/deliveries"
    is_a_problem(shop.world.call("GET", path), 404)
    answer = shop.world.call("POST", path)
    assert (answer.status, answer.json) == (
        202, {"card_id": shop.card, "state": "planned", "not_before": None, "reason": None},
    )  # fmt: skip
    assert len(shop.links()) == 1
    assert shop.world.call("GET", path).json == answer.json
    assert shop.world.call("POST", path).status == 202
    assert len(shop.world.intents.stored) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"deliver_via_crm": False}, "No location"), ({"deliver_via_crm": False, "email_via_crm": True}, "e-mail address")],
)
def test_what_cannot_be_sent_is_refused_with_the_reason(changes: dict[str, object], words: str) -> None:
    shop = Shop(**changes)
    answer = shop.world.call("POST", f"/api/v1/cards/{shop.card}/deliveries")
    is_a_problem(answer, 409)
    assert words in answer.json["detail"]
    assert shop.links() == []


def test_somebody_who_has_agreed_to_nothing_is_sent_nothing() -> None:
    shop = Shop()
    card = shop.enrol(2, phone="+12125550199", consents={"service": False})
    answer = shop.world.call("POST", f"/api/v1/cards/{card}/deliveries")
    is_a_problem(answer, 409)
    assert "agreed to no messages" in answer.json["detail"]


def test_a_stamp_program_sends_no_links_and_says_why() -> None:
    world = ApiWorld()
    program = world.active_program()
    path = f"/api/v1/programs/{program}/connections/{PLACE}/settings"
    for switch in ("deliver_via_crm", "sms_via_crm", "email_via_crm"):
        answer = world.call("PUT", path, {"write_to_crm": True, switch: True})
        is_a_problem(answer, 422)
        assert answer.fields == {switch}
        assert "stamp" in answer.json["errors"][0]["message"]
    card = world.enrol(program, consents={"service": True})
    answer = world.call("POST", f"/api/v1/cards/{card['id']}/deliveries")
    is_a_problem(answer, 409)
    assert "stamp cards" in answer.json["detail"]


def test_another_tenants_cards_and_programs_are_unknown() -> None:
    shop = Shop()
    other = shop.world.other_key
    for method, path in (
        ("POST", f"/api/v1/cards/{shop.card}/deliveries"), ("GET", f"/api/v1/cards/{shop.card}/deliveries"),
        ("GET", f"/api/v1/programs/{shop.program}/deliveries/preview"),
    ):  # fmt: skip
        is_a_problem(shop.world.call(method, path, key=other), 404)
    assert shop.links() == []


def test_the_preview_counts_what_the_last_days_would_have_sent_and_sends_nothing() -> None:
    shop = Shop(deliver_via_crm=False)
    shop.enrol(2, phone="+12125550101", consents={})
    shop.enrol(None, phone="+12125550102")
    shop.world.clock.pass_by(timedelta(days=1))
    answer = shop.world.call("GET", f"/api/v1/programs/{shop.program}/deliveries/preview")
    assert answer.json == {
        "days": 30, "cards": 3, "would_be_sent": 1, "not_sent": {"no_consent": 1, "no_client": 1}, "complete": True,
    }  # fmt: skip
    assert shop.links() == []
    shop.world.clock.pass_by(timedelta(days=30))
    later = shop.world.call("GET", f"/api/v1/programs/{shop.program}/deliveries/preview")
    assert later.json["not_sent"] == {"made_before_switch": 3}


def test_hours_that_are_none_are_refused() -> None:
    shop = Shop()
    path = f"/api/v1/programs/{shop.program}/connections/{PLACE}/settings"
    wrong = {**ON, "deliver_from": "9:00", "deliver_until": "25:00", "deliveries_per_hour": -1}
    answer = shop.world.call("PUT", path, wrong)
    assert answer.fields == {"deliver_from", "deliver_until", "deliveries_per_hour"}
    assert shop.world.call("PUT", path, {**ON, "deliver_from": "20:00"}).fields == {"deliver_until"}


def test_where_a_person_asks_for_their_card_goes_along_to_altegio() -> None:
    world = ApiWorld()
    program = world.active_program()
    world.enrol(program, location_id=PLACE)
    assert [getattr(one, "location_id", None) for one in world.queue.sent] == [PLACE]
