"""Connecting, lifecycle, users and webhook settings of the stand-in for Altegio."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest

from tests.dev.altegio_world import DOCUMENTED, Connected, key_paths, unconnected

TOKEN = "EXAMPLE_PARTNER_TOKEN_0001"


@pytest.fixture
def world() -> Iterator[Connected]:
    with unconnected(partner_token=TOKEN) as world:
        yield world


def state(world: Connected, location: int = 4564) -> str:
    answer = world.partner.get(f"/marketplace/salon/{location}/application/2391")
    return "absent" if answer.status_code == 404 else str(answer.json()["data"]["connection_status"]["status"])


def test_the_signature_is_that_of_the_documented_vector(world: Connected) -> None:
    query = parse_qs(world.desk.press_connect().query)
    assert query["salon_id"] == ["4564"]
    assert query["user_data_sign"] == ["811ec3db4225450dfb857fc947bf8a141616e64815c3202cc30aec3fa76a7980"]
    assert json.loads(base64.b64decode(query["user_data"][0]))["name"] == "Zoë Müller"
    assert state(world) == "pending"


@pytest.mark.parametrize(
    ("notation", "wanted"),
    [
        ("brackets", {"salon_ids[]": ["4564", "24697"]}),
        ("numbered", {"salon_ids[0]": ["4564"], "salon_ids[1]": ["24697"]}),
        ("comma", {"salon_ids": ["4564,24697"]}),
    ],
)
def test_several_locations_in_every_notation(world: Connected, notation: str, wanted: dict[str, list[str]]) -> None:
    redirect = world.desk.press_connect([4564, 24697], notation=notation, fields="user_id")  # type: ignore[arg-type]  # cases
    query = parse_qs(redirect.query)
    assert {name: value for name, value in query.items() if name.startswith("salon")} == wanted
    raw = base64.b64decode(query["user_data"][0])
    assert json.loads(raw)["user_id"] == 746310
    assert query["user_data_sign"][0] == hmac.new(TOKEN.encode(), raw, hashlib.sha256).hexdigest()


def test_activation_once_then_already_installed(world: Connected) -> None:
    assert world.activate(4564).status_code == 404
    world.desk.press_connect()
    first, second = world.activate(4564, "https://partner.example/h"), world.activate(4564)
    assert (first.status_code, first.json()) == (201, {"success": True})
    assert second.status_code == 403
    assert second.json()["meta"]["message"] == "The user has already installed this application."
    shown = world.partner.get("/marketplace/salon/4564/application/2391").json()
    assert set(DOCUMENTED["marketplace_status"]) <= set(key_paths(shown))
    assert [one["status_to"] for one in shown["data"]["logs"]] == ["pending", "active"]


def test_activation_without_a_location_says_what_is_missing(world: Connected) -> None:
    answer = world.partner.post("/marketplace/partner/callback", json={"application_id": 2391})
    assert (answer.status_code, answer.json()["meta"]["errors"]) == (422, [{"salon_id": ["Value is required"]}])


def test_activation_registers_the_standard_events_beside_other_vendors(world: Connected) -> None:
    world.desk.press_connect()
    world.activate(4564, "https://partner.example/h")
    settings = world.get("/hooks_settings/4564")
    assert settings["urls"] == ["https://partner.example/h"]
    assert (settings["record"], settings["finances_operation"], settings["loyalty_card"]) == (1, 1, 0)
    both = ["https://partner.example/h", "https://other-vendor.example/hook"]
    body = {**dict.fromkeys(DOCUMENTED["hooks_settings_post"], 1), "urls": both}
    assert world.rest.post("/api/v1/hooks_settings/4564", json=body).status_code == 201
    assert world.get("/hooks_settings/4564")["urls"] == both
    assert world.rest.post("/api/v1/hooks_settings/4564", json={"urls": []}).status_code == 422
    world.desk.uninstall()
    world.desk.press_connect()
    world.activate(4564)
    assert world.get("/hooks_settings/4564")["urls"] == both[1:]


def test_the_list_of_locations_starts_at_page_zero(world: Connected) -> None:
    world.desk.press_connect([4564, 24697])
    world.activate(4564)
    world.activate(24697)
    for page, wanted in ((0, [4564]), (1, [24697]), (2, [])):
        answer = world.partner.get("/marketplace/application/2391/salons", params={"page": page, "count": 1})
        assert [one["id"] for one in answer.json()["data"]] == wanted
    assert world.partner.get("/marketplace/application/2391/salons").status_code == 422


def test_frozen_and_removed_locations_are_closed_and_the_callback_is_told(world: Connected) -> None:
    world.desk.press_connect()
    world.activate(4564, world.receiver.url)
    world.desk.set_callback_url(world.receiver.url)
    world.desk.freeze()
    assert (state(world), world.rest.get("/api/v1/company/4564").status_code) == ("freezed", 403)
    world.desk.unfreeze()
    assert (state(world), world.rest.get("/api/v1/company/4564").status_code) == ("active", 200)
    world.desk.owner_pays()
    world.desk.uninstall()
    assert (state(world), world.rest.get("/api/v1/company/4564").status_code) == ("absent", 403)
    world.desk.book("Jane Doe", "Haircut")
    world.desk.wait_for_webhooks()
    told = {body["event"]: body for body in world.receiver.bodies}
    assert len(world.receiver.bodies) == 3
    assert set(told["uninstall"]) == set(DOCUMENTED["lifecycle_uninstall"])
    assert set(told["payment"]) == set(DOCUMENTED["lifecycle_payment"])
    assert told["payment"]["sign"] == "f23e6eb3e6a5e4f2b63dd1d800ff0d3641fd20e85272fac50e8b5773428e7619"


def test_the_partner_can_remove_the_application_once(world: Connected) -> None:
    world.desk.press_connect()
    world.activate(4564)
    path = "/marketplace/salon/4564/application/2391/uninstall"
    assert [world.partner.post(path).status_code for _ in range(2)] == [200, 404]
    assert world.partner.get("/marketplace/salon/4564/application/1").status_code == 404


def test_users_have_roles_and_rights(world: Connected) -> None:
    world.desk.press_connect()
    world.activate(4564)
    world.desk.add_user(5, "New Person", rights={"edit_users_access": True})
    users = {one["id"]: one for one in world.get("/company/4564/users")}
    assert users[746310]["email"] == "owner@example.com"
    assert world.get("/company/4564/users/746310/permissions")["user_role"] == "owner"
    assert world.get("/company/4564/users/746311/roles")[0]["slug"] == "worker"
    access = {one["id"]: one["access"]["edit_users_access"] for one in world.get("/company_users/4564")}
    assert (access[746310], access[746311], access[5]) == (True, False, True)
    world.desk.remove_user(5)
    assert world.rest.get("/api/v1/company/4564/users/5/permissions").status_code == 404


def test_a_location_has_a_zone_and_services_have_prices(world: Connected) -> None:
    world.desk.press_connect()
    world.activate(4564)
    place = world.get("/company/4564")
    assert (place["timezone_name"], place["currency_short_title"], place["main_group_id"]) == ("America/New_York", "USD", 145071)
    assert [one["id"] for one in world.get("/companies")] == [4564]
    assert world.get("/company/4564/services/389045")["price_min"] == 50
    assert len(world.get("/services/4564")) == 4
