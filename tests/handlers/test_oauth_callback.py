"""Altegio's door for owners: event in, response out."""

import json
from typing import Any

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.usecases.lifecycle_event import LifecycleEvent
from comeback.web.connect import ConnectDoor
from comeback.web.requests import CookieJar
from tests.handlers.events import cookies_of, http_event
from tests.unit.connecting import BASE, OWNER, PLACE, SECOND, TOKEN, World, redirect


@pytest.fixture
def world() -> World:
    return World()


def door_of(world: World, base_url: str = BASE) -> ConnectDoor:
    lifecycle = LifecycleEvent(world.directory, world.connections, world.activations, world.marketplace, TOKEN, 2391)
    return ConnectDoor(world.connect_all, lifecycle, CookieJar(base_url))


def come(world: World, query: Any, cookies: list[str] | None = None, base_url: str = BASE) -> dict[str, Any]:
    return door_of(world, base_url)(http_event("GET", "/altegio/connect", query=query, cookies=cookies or []), None)


def test_connecting_one_location_leads_to_its_page_with_a_session(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    answer = come(world, redirect(OWNER, PLACE))
    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"] == "/console/connections/4564"
    assert answer["headers"]["Referrer-Policy"] == "no-referrer"
    cookie = answer["cookies"][0]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_plain_http_of_a_local_stack_gets_a_plain_cookie(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    cookie = come(world, redirect(OWNER, PLACE), base_url="http://127.0.0.1:8787")["cookies"][0]
    assert cookie.startswith("session=")
    assert "Secure" not in cookie


def test_several_locations_lead_to_the_page_of_their_progress(world: World) -> None:
    for place in (PLACE, SECOND):
        world.marketplace.pending(place, u7=True)
    answer = come(world, redirect(OWNER, PLACE, SECOND))
    assert answer["headers"]["Location"].startswith("/console/connecting/jb_")


def test_an_uninstall_that_cannot_be_checked_may_come_again(world: World) -> None:
    for _ in range(2):
        world.marketplace.pending(PLACE, u7=True)
        come(world, redirect(OWNER, PLACE))
        world.connections.set_status(world.tenant.id, PLACE, ConnectionStatus.UNINSTALLED)
    world.connections.set_status(world.tenant.id, PLACE, ConnectionStatus.ACTIVE)
    world.marketplace.down = {"installation"}
    body = {"salon_id": 4564, "application_id": 2391, "event": "uninstall", "partner_token": TOKEN}
    event = http_event("POST", "/altegio/lifecycle", body=json.dumps(body))
    assert door_of(world)(event, None)["statusCode"] == 503


def test_a_repeat_leads_to_the_sign_in_page_without_a_session(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    come(world, redirect(OWNER, PLACE))
    answer = come(world, redirect(OWNER, PLACE))
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/console/sign-in")
    assert "cookies" not in answer or not answer["cookies"]


@pytest.mark.parametrize("query", ["", "salon_id=4564", [*redirect(OWNER, PLACE)[:-1], ("user_data_sign", "0" * 64)]])
def test_without_a_good_signature_there_is_a_403_page_and_nothing_stored(world: World, query: Any) -> None:
    world.marketplace.pending(PLACE, u7=True)
    answer = come(world, query)
    assert answer["statusCode"] == 403
    assert "could not be verified" in answer["body"]
    assert world.is_empty()


@pytest.mark.parametrize("query", [redirect(OWNER), [("salon_id", "x"), *redirect(OWNER)], "a=b&" * 2000])
def test_a_link_without_good_locations_is_400(world: World, query: Any) -> None:
    assert come(world, query)["statusCode"] == 400


def test_a_location_of_another_account_is_a_403_page_that_says_what_to_do(world: World) -> None:
    world.other_tenant()
    answer = come(world, redirect(OWNER, PLACE))
    assert answer["statusCode"] == 403
    assert "Ask the owner of that account" in answer["body"]
    assert "example.com" not in answer["body"]


def test_a_proven_manager_reads_the_masked_address(world: World) -> None:
    world.other_tenant()
    world.marketplace.users[PLACE][7] = True
    assert "e***@example.com" in come(world, redirect(OWNER, PLACE))["body"]


def test_a_definite_no_is_a_403_page(world: World) -> None:
    world.marketplace.pending(PLACE, u8=True)
    answer = come(world, redirect(OWNER, PLACE))
    assert answer["statusCode"] == 403
    assert "do not manage" in answer["body"]
    assert world.is_empty()


def test_an_outage_is_a_page_to_try_again_and_the_same_browser_goes_on(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.down = {"staffer"}
    first = come(world, redirect(OWNER, PLACE))
    assert first["statusCode"] == 503
    assert "/altegio/connect?salon_ids" in first["body"]
    world.marketplace.down = set()
    kept = [f"{name}={value}" for name, value in cookies_of(first).items()]
    again = come(world, redirect(OWNER, PLACE), kept)
    assert again["statusCode"] == 303
    assert any(cookie.startswith("__Host-session=") for cookie in again["cookies"])
    assert any(cookie.startswith("__Host-connecting=;") for cookie in again["cookies"])


def test_pages_carry_the_security_headers_and_no_script(world: World) -> None:
    answer = come(world, "")
    headers = answer["headers"]
    assert "script" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert "<script" not in answer["body"]


def test_an_error_of_ours_is_a_page_without_a_trace(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.marketplace.pending(PLACE, u7=True)

    def broken() -> None:
        raise RuntimeError("owner@example.com")

    world.marketplace.before_activation = broken
    answer = come(world, redirect(OWNER, PLACE))
    assert answer["statusCode"] == 500
    assert "Traceback" not in answer["body"]
    assert "example.com" not in answer["body"] + capsys.readouterr().out


def tell(world: World, body: str | bytes) -> dict[str, Any]:
    return door_of(world)(http_event("POST", "/altegio/lifecycle", body=body), None)


def lifecycle(event: str, token: str = TOKEN) -> str:
    return json.dumps({"salon_id": 4564, "application_id": 2391, "event": event, "partner_token": token})


@pytest.mark.parametrize("event", ["uninstall", "freeze", "payment", "whatever"])
def test_lifecycle_events_are_answered_with_200(world: World, event: str) -> None:
    assert tell(world, lifecycle(event))["statusCode"] == 200
    assert tell(world, lifecycle(event).encode())["statusCode"] == 200


def test_uninstall_takes_effect(world: World) -> None:
    world.marketplace.pending(PLACE, u7=True)
    come(world, redirect(OWNER, PLACE))
    tell(world, lifecycle("uninstall"))
    assert world.held().status is ConnectionStatus.UNINSTALLED


@pytest.mark.parametrize("body", ["", "{}", "[]", lifecycle("uninstall", "wrong"), b"\xff"])
def test_what_is_not_altegios_is_404_without_a_word(world: World, body: str | bytes) -> None:
    answer = tell(world, body)
    assert (answer["statusCode"], answer["body"]) == (404, "")


def test_an_address_that_does_not_exist_is_a_404_page(world: World) -> None:
    assert door_of(world)(http_event("GET", "/altegio/other"), None)["statusCode"] == 404


def test_no_secret_and_nothing_personal_gets_into_the_log(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.marketplace.pending(PLACE, u7=True)
    come(world, redirect(OWNER, PLACE))
    come(world, redirect(OWNER, SECOND))
    come(world, [*redirect(OWNER, PLACE)[:-1], ("user_data_sign", "0" * 64)])
    tell(world, lifecycle("uninstall"))
    tell(world, lifecycle("uninstall", "owner@example.com"))
    written = capsys.readouterr().out
    assert written.count("\n") == 5
    for private in ("example.com", "Zo", "ller", TOKEN, "secret-", "user_data"):
        assert private not in written
