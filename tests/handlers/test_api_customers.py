"""People over REST: what is known of them, corrections, the export, and forgetting them."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.card import CardStatus
from comeback.domain.crm_writing import Intent, WriteKind
from comeback.domain.customer import Former, PhoneMove, Profile
from comeback.domain.day import Day
from comeback.domain.ids import ClientId, CustomerId, EntryId, ProgramId, render_id
from comeback.domain.ledger import Cause
from comeback.domain.question import Question
from comeback.domain.visit import Place
from comeback.messages import ErasureDue, ProfileToSend
from tests import builders
from tests.api_people import erase_customer
from tests.api_world import MINE, NOW, PLACE, SECOND, ApiWorld, is_a_problem
from tests.contract.books import a_day
from tests.memory.ledger import StoredDay

JANE = ClientId(18936825)
UNKNOWN = "cu_" + "0" * 26


class Shop(ApiWorld):
    """Jane has a card, and is two clients of Altegio."""

    def __init__(self) -> None:
        super().__init__()
        self.program_id = self.active_program()
        self.card_id = ""
        card = self.enrol(self.program_id, email="jane@example.com", birthday="1990-02-28", consents={"marketing": True})
        self.card_id, self.customer_id = card["id"], CustomerId(card["customer"]["id"])
        self.path = f"/api/v1/customers/{self.customer_id}"
        for place, client in ((PLACE, JANE), (PLACE, ClientId(7)), (SECOND, ClientId(9))):
            self.customers.link_client(MINE, place, client, self.customer_id)
        self.queue.sent.clear()

    def know(self, **values: Any) -> None:
        self.customers.change_profile(MINE, self.customer_id, lambda one: replace(one, **values))

    def profile(self) -> Profile | None:
        return self.customers.profile(MINE, self.customer_id)

    def adjust(self, reason: str = "Sorry") -> None:
        body = {"amount": 3, "reason": reason}
        assert self.call("POST", f"/api/v1/cards/{self.card_id}/adjustments", body, Idempotency_Key=reason).status == 201


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_person_is_shown_with_clients_consents_and_cards(shop: Shop) -> None:
    move = PhoneMove(PLACE, JANE, "+12125550199")
    shop.know(gone=((PLACE, JANE),), former=(Former("email", "j@example.com", "crm", NOW),), moves=(move,), gender="female")
    shown = shop.call("GET", shop.path)
    assert shown.status == 200
    assert shown.headers["cache-control"] == "no-store"
    body = shown.json
    assert [card["id"] for card in body.pop("cards")] == [shop.card_id]
    assert body == {
        "id": shop.customer_id, "phone": "+12125550123", "name": "Jane Doe", "first_name": "Jane", "last_name": "Doe",
        "email": "jane@example.com", "birthday": "1990-02-28", "gender": "female", "created_at": "2026-09-21T15:30:00Z",
        "consents": {"marketing": {"given": True, "version": None, "source": "api", "at": "2026-09-21T15:30:00Z"}},
        "clients": [
            {"location_id": PLACE, "client_id": 7, "deleted": False, "target": True},
            {"location_id": PLACE, "client_id": JANE, "deleted": True, "target": False},
            {"location_id": SECOND, "client_id": 9, "deleted": False, "target": True},
        ],
        "former_values": [{"field": "email", "value": "j@example.com", "won": "crm", "at": "2026-09-21T15:30:00Z"}],
        "other_phones": [{"location_id": PLACE, "client_id": JANE, "phone": "+12125550199", "kept": False}],
    }  # fmt: skip


@pytest.mark.parametrize(("method", "more"), [("GET", ""), ("GET", "/export"), ("PATCH", ""), ("DELETE", "")])
def test_nobody_else_is_shown_changed_exported_or_erased(shop: Shop, method: str, more: str) -> None:
    body = {"name": "X"} if method == "PATCH" else None
    for path in (UNKNOWN, "cu_", "somebody"):
        is_a_problem(shop.call(method, f"/api/v1/customers/{path}{more}", body), 404)
    is_a_problem(shop.call(method, f"{shop.path}{more}", body, key=shop.other_key), 404)
    assert shop.profile() is not None


def test_what_is_known_of_a_person_is_corrected(shop: Shop) -> None:
    shop.know(surname="Doe")
    body = {"name": "Jill Roe", "email": None, "birthday": "1991-03-01", "gender": "female", "consents": {"service": True}}
    answer = shop.call("PATCH", shop.path, body)
    assert answer.status == 200
    assert (answer.json["name"], answer.json["first_name"], answer.json["last_name"]) == ("Jill Roe", "Jill", "Roe")
    assert (answer.json["email"], answer.json["birthday"], answer.json["gender"]) == (None, "1991-03-01", "female")
    assert answer.json["consents"]["service"] == {
        "given": True, "version": None, "source": "api", "at": "2026-09-21T15:30:00Z",
    }  # fmt: skip
    assert answer.json["consents"]["marketing"]["given"] is True
    assert shop.queue.sent == [ProfileToSend(MINE, shop.customer_id)]


def test_the_trail_knows_which_fields_were_corrected_and_not_how(shop: Shop) -> None:
    shop.call("PATCH", shop.path, {"name": "Jill Roe", "consents": {"marketing": False}})
    record = shop.store.trail[MINE][-1]
    assert (record.action, record.subject, record.details) == (
        "customer.changed", shop.customer_id, {"changed": "name, consents.marketing"},
    )  # fmt: skip


def test_fields_that_are_left_out_stay_and_a_consent_concerns_nobody_in_altegio(shop: Shop) -> None:
    before = shop.call("GET", shop.path).json
    answer = shop.call("PATCH", shop.path, {"consents": {"marketing": True}})
    assert answer.json == before
    assert shop.queue.sent == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"phone": "+12125550199"}, "phone"), ({"name": ""}, "name"), ({"email": "jane"}, "email"),
        ({"birthday": "28.02.1990"}, "birthday"), ({"birthday": "2026-09-22"}, "birthday"),
        ({"gender": "other"}, "gender"), ({"consents": {"X": True}}, "consents.X"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(shop: Shop, body: dict[str, Any], field: str) -> None:
    answer = shop.call("PATCH", shop.path, body)
    is_a_problem(answer, 422)
    assert answer.fields == {field}


def test_who_is_forgotten_by_altegio_has_nothing_to_correct(shop: Shop) -> None:
    shop.know(phone="", name="", email="", birthday="")
    shown = shop.call("GET", shop.path).json
    assert (shown["phone"], shown["name"], shown["first_name"], shown["last_name"]) == (None, None, None, None)
    is_a_problem(shop.call("PATCH", shop.path, {"name": "Jane"}), 404)


def test_the_export_holds_all_there_is(shop: Shop) -> None:
    for number in range(203):
        shop.adjust(f"Nr {number}")
    day = a_day()
    shop.store.days[MINE, Place(shop.customer_id, builders.DAY)] = StoredDay(1, day)
    other = Place(CustomerId(UNKNOWN), builders.DAY)
    shop.store.days[MINE, other] = StoredDay(1, Day())
    item = AttentionItem(AttentionKind.PHONE_CHANGED, "4564#1", NOW, customer_id=shop.customer_id)
    for each in (item, replace(item, subject="4564#2", customer_id=None, facts={"other_customer_id": shop.customer_id})):
        shop.attention.notice(MINE, each)
    shop.attention.notice(MINE, replace(item, subject="4564#3", customer_id=CustomerId(UNKNOWN)))
    shop.intents.save(MINE, shop.customer_id, Intent(WriteKind.LINK, shop.program_id, "in_1"))
    answer = shop.call("GET", f"/api/v1/customers/{shop.customer_id}/export")
    assert answer.status == 200
    body = answer.json
    assert body["customer"]["email"] == "jane@example.com"
    (card,) = body["cards"]
    assert [entry["reason"] for entry in card["entries"]] == [f"Nr {number}" for number in range(203)]
    assert (card["id"], card["balance"]["lifetime_earned"], card["passes"]["apple"]["devices"]) == (shop.card_id, 0, 0)
    (exported,) = body["days"]
    assert (exported["date"], exported["visits"][0]["bookings"][0]["client_id"]) == ("2026-09-21", JANE)
    assert exported["visits"][0]["lines"][0]["payable"] == exported["visits"][0]["payments"][0]["amount"] == 4000
    assert exported["units"][0]["granted"] == 1
    assert [one["kind"] for one in body["attention"]] == ["phone_changed", "phone_changed"]
    assert body["deliveries"] == [{"program_id": shop.program_id, "state": "planned"}]
    assert body["exported_at"] == "2026-09-21T15:30:00Z"


def test_questions_about_their_stamps_are_exported(shop: Shop) -> None:
    for number, customer in enumerate((shop.customer_id, CustomerId(UNKNOWN))):
        question = Question(
            EntryId(render_id("en", number, bytes(10))), builders.CARD, customer, ProgramId(shop.program_id), 1,
            Cause(PLACE, (), "webhook"), NOW,
        )  # fmt: skip
        shop.store.questions[MINE, question.id] = question
    assert [one["kind"] for one in shop.call("GET", f"{shop.path}/export").json["attention"]] == ["redeemed_then_refunded"]


def test_somebody_is_forgotten_at_once_for_readers_and_behind_the_queue_for_good(shop: Shop) -> None:
    shop.adjust()
    shop.queue.sent.clear()
    answer = shop.call("DELETE", shop.path)
    assert (answer.status, answer.json) == (202, {"customer_id": shop.customer_id, "state": "erasing"})
    is_a_problem(shop.call("GET", shop.path), 404)
    is_a_problem(shop.call("GET", f"{shop.path}/export"), 404)
    is_a_problem(shop.call("PATCH", shop.path, {"name": "Jane"}), 404)
    (message,) = shop.queue.sent
    assert isinstance(message, ErasureDue)
    erase_customer(shop)(message)
    card = shop.call("GET", f"/api/v1/cards/{shop.card_id}").json
    assert (card["status"], card["customer"]) == ("erased", {"id": shop.customer_id, "phone": None, "name": None})
    assert [entry["reason"] for entry in shop.call("GET", f"/api/v1/cards/{shop.card_id}/entries").json["items"]] == ["Sorry"]
    assert shop.profile() is None


def test_asked_again_it_is_the_same_answer_and_one_record(shop: Shop) -> None:
    for _ in range(2):
        shop.clock.pass_by(timedelta(minutes=1))
        assert shop.call("DELETE", shop.path).status == 202
    records = [record for record in shop.store.trail[MINE] if record.action == "customer.erased"]
    assert [record.subject for record in records] == [shop.customer_id]
    assert "Jane" not in json.dumps([dict(record.details) for record in records])


def test_the_same_phone_is_a_new_person_afterwards(shop: Shop) -> None:
    shop.call("DELETE", shop.path)
    erase_customer(shop)(ErasureDue(MINE, shop.customer_id))
    again = shop.enrol(shop.program_id)
    assert again["id"] != shop.card_id
    assert again["customer"]["id"] != shop.customer_id
    assert shop.store.cards[MINE, shop.customer_id, ProgramId(shop.program_id)].status is CardStatus.ERASED


def test_a_request_that_was_not_queued_is_asked_again(shop: Shop) -> None:
    shop.queue.refuses = True
    is_a_problem(shop.call("DELETE", shop.path), 503)
    shop.queue.refuses = False
    assert shop.call("DELETE", shop.path).status == 202


def test_two_customers_are_merged_over_the_api(shop: Shop) -> None:
    shop.adjust()
    ann = shop.enrol(shop.program_id, phone="+1 212 555 0199", name="Ann")
    shop.store.profiles[MINE, shop.customer_id] = replace(shop.store.profiles[MINE, shop.customer_id], clients=((PLACE, JANE),))
    shop.know(moves=(PhoneMove(PLACE, JANE, "+12125550199"),))
    item = AttentionItem(
        AttentionKind.PHONE_CHANGED, "4564#18936825", NOW, PLACE, customer_id=shop.customer_id,
        facts={"client_id": JANE, "other_customer_id": ann["customer"]["id"]}, answers=("merge", "keep"),
    )  # fmt: skip
    shop.attention.notice(MINE, item)
    path = f"/api/v1/attention/{item.id}/answer"
    is_a_problem(shop.call("POST", path, {"answer": "merge"}), 400)
    answer = shop.call("POST", path, {"answer": "merge"}, Idempotency_Key="k")
    assert (answer.status, answer.json["entry"]["amount"]) == (200, 3)
    assert shop.call("POST", path, {"answer": "merge"}, Idempotency_Key="k").json == answer.json
    is_a_problem(shop.call("POST", path, {"answer": "keep"}, Idempotency_Key="k"), 422)
    is_a_problem(shop.call("POST", path, {"answer": "merge"}, Idempotency_Key="another"), 404)
    is_a_problem(shop.call("POST", path, {"answer": "keep"}), 404)
    assert shop.call("GET", f"/api/v1/cards/{ann['id']}").json["balance"]["value"] == 3
    old = shop.call("GET", f"/api/v1/cards/{shop.card_id}").json
    assert (old["status"], old["balance"]["value"], old["customer"]["name"]) == ("blocked", 0, None)
    assert shop.call("GET", "/api/v1/attention").json["items"] == []
    person = shop.call("GET", f"/api/v1/customers/{ann['customer']['id']}").json
    assert [client["client_id"] for client in person["clients"]] == [JANE]
