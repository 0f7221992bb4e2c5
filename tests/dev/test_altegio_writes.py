"""What applications write, as the stand-in takes it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from dev.altegio.desk import DeskError
from tests.dev.altegio_world import Connected, connected

JANE, PHONE = 18936825, "13155550175"
COMMENTS = f"/api/v1/clients/4564/clients/{JANE}/comments"
CARD = {"loyalty_card_number": "9026092100000017", "loyalty_card_type_id": 10992, "phone": int(PHONE)}


@pytest.fixture
def world() -> Iterator[Connected]:
    with connected() as world:
        yield world


def refused(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422
    return sorted(answer.json()["meta"]["errors"])


def test_a_card_is_issued_again_and_again_but_a_number_only_once(world: Connected) -> None:
    before = len(world.desk.show_client(JANE).cards)
    answer = world.rest.post("/api/v1/loyalty/cards/4564", json=CARD)
    assert (answer.status_code, answer.json()["data"]["type_id"]) == (201, 10992)
    assert refused(world.rest.post("/api/v1/loyalty/cards/4564", json=CARD)) == ["loyalty_card_number"]
    assert world.rest.post("/api/v1/loyalty/cards/4564", json={**CARD, "loyalty_card_number": 1}).status_code == 201
    assert len(world.desk.show_client(JANE).cards) == before + 2


def test_a_card_of_an_unknown_type_or_for_a_stranger_is_refused(world: Connected) -> None:
    wrong = {"loyalty_card_number": "", "loyalty_card_type_id": 1, "phone": 1}
    answer = world.rest.post("/api/v1/loyalty/cards/4564", json=wrong)
    assert refused(answer) == ["loyalty_card_number", "loyalty_card_type_id", "phone"]


def test_clients_with_one_phone_are_made_as_often_as_asked(world: Connected) -> None:
    person = {"name": "Ann", "phone": "13155550199", "email": "ann@example.com", "birth_date": "1990-04-12"}
    for _ in range(2):
        assert world.rest.post("/api/v1/clients/4564", json=person).status_code == 201
    assert [one.email for one in world.desk.clients() if one.phone == "13155550199"] == ["ann@example.com"] * 2
    assert refused(world.rest.post("/api/v1/clients/4564", json={"birth_date": "soon"})) == ["birth_date", "name", "phone"]
    assert ("client", "create") in world.events()


def test_a_client_is_changed_where_something_is_given(world: Connected) -> None:
    world.desk.add_client_field("comeback_card", title="Card")
    given = {"name": "Jane", "phone": PHONE, "email": "new@example.com", "custom_fields": {"comeback_card": "x", "other": "y"}}
    answer = world.rest.put(f"/api/v1/client/4564/{JANE}", json=given)
    assert answer.json()["data"]["custom_fields"] == {"comeback_card": "x"}
    sheet = world.desk.show_client(JANE)
    assert (sheet.email, sheet.surname, sheet.fields) == ("new@example.com", "Doe", {"comeback_card": "x"})
    assert refused(world.rest.put(f"/api/v1/client/4564/{JANE}", json={"email": ""})) == ["name", "phone"]
    assert world.rest.put("/api/v1/client/4564/1", json=given).status_code == 404
    assert [one["code"] for one in world.get("/custom_fields/client/4564")] == ["comeback_card"]
    world.desk.remove_client_field("comeback_card")
    assert world.desk.show_client(JANE).fields == {}
    with pytest.raises(DeskError):
        world.desk.remove_client_field("comeback_card")


def test_comments_come_and_go(world: Connected) -> None:
    one = world.rest.post(COMMENTS, json={"text": "first"}).json()["data"]
    world.rest.post(COMMENTS, json={"text": "second"})
    assert world.rest.delete(f"{COMMENTS}/{one['id']}").status_code == 204
    assert world.rest.delete(f"{COMMENTS}/{one['id']}").status_code == 404
    assert [comment["text"] for comment in world.get(COMMENTS.removeprefix("/api/v1"))] == ["second"]
    assert refused(world.rest.post(COMMENTS, json={})) == ["text"]


def test_a_message_reaches_those_who_are_named_and_nobody_without_a_name(world: Connected) -> None:
    answer = world.rest.post("/api/v1/sms/clients/by_id/4564", json={"client_ids": [JANE], "text": "Your card"})
    assert (answer.status_code, answer.json()["meta"]) == (201, {"message": "Accepted"})
    assert world.desk.show_client(JANE).messages == ["Your card"]
    for ids in ([], None, [1]):
        assert refused(world.rest.post("/api/v1/sms/clients/by_id/4564", json={"client_ids": ids, "text": ""})) == [
            "client_ids", "text",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "right"),
    [
        ("POST", "/loyalty/cards/4564", "loyalty_cards_issue_and_removal_access"),
        ("POST", "/clients/4564", "clients_edit_access"),
        ("PUT", f"/client/4564/{JANE}", "clients_edit_access"),
        ("POST", COMMENTS.removeprefix("/api/v1"), "clients_edit_access"),
        ("POST", "/sms/clients/by_id/4564", "send_sms"),
    ],
)
def test_each_write_needs_its_right(world: Connected, method: str, path: str, right: str) -> None:
    world.desk.take_right(right)
    assert world.rest.request(method, f"/api/v1{path}", json={}).status_code == 403
    world.desk.give_right(right)
    assert world.rest.request(method, f"/api/v1{path}", json={}).status_code == 422


def test_a_lost_answer_hides_a_write_that_was_done(world: Connected) -> None:
    world.desk.fail_calls(504, path="/clients/4564$", late=True)
    body: Any = {"name": "Ann", "phone": "13155550199"}
    assert world.rest.post("/api/v1/clients/4564", json=body).status_code == 504
    assert [one.name for one in world.desk.clients() if one.phone == "13155550199"] == ["Ann"]


def test_a_body_that_is_no_object_is_refused(world: Connected) -> None:
    assert world.rest.post("/api/v1/clients/4564", json=[1]).status_code == 400
