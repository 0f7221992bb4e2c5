"""Who gets in to the owner's pages, and for how long."""

from datetime import timedelta

import pytest

from comeback.domain.ids import JobId, render_id
from comeback.ports.sessions import ABSOLUTE, IDLE
from tests.api_world import BASE
from tests.console_world import Browser, ConsoleWorld
from tests.handlers.events import http_event

JOB = JobId(render_id("jb", 1, bytes(10)))


@pytest.fixture
def world() -> ConsoleWorld:
    return ConsoleWorld()


@pytest.fixture
def browser(world: ConsoleWorld) -> Browser:
    return Browser(world).sign_in()


@pytest.mark.parametrize("path", ["/console", "/console/connections/4564", "/console/connecting/jb_1"])
def test_without_a_session_every_page_leads_to_signing_in(world: ConsoleWorld, path: str) -> None:
    assert Browser(world).get(path).to == "/console/sign-in"


def test_a_sign_in_link_survives_a_preview_and_works_once(world: ConsoleWorld) -> None:
    path = world.sign_in_link()
    browser = Browser(world)
    for _ in range(2):
        assert 'method="post"' in browser.get(path).body
    assert browser.post(path, sec_fetch_site="same-origin", origin="null").to == "/console"
    assert browser.get("/console").status == 200
    other = Browser(world)
    assert other.get(path).status == 404
    assert other.post(path).status == 404
    assert other.get("/console").status == 303


def test_a_sign_in_link_cannot_be_posted_from_elsewhere(world: ConsoleWorld) -> None:
    path = world.sign_in_link()
    browser = Browser(world)
    assert browser.post(path, sec_fetch_site="cross-site").status == 403
    assert browser.post(path, origin="https://evil.example").status == 403
    assert browser.post(path, origin=BASE).status == 303


def test_signing_in_ends_the_session_before(browser: Browser) -> None:
    old = dict(browser.cookies)
    browser.post(browser.world.sign_in_link())
    again = Browser(browser.world)
    again.cookies = old
    assert again.get("/console").status == 303


def test_signing_out_needs_the_token_of_the_form(browser: Browser) -> None:
    for form in ({}, {"csrf_token": "wrong"}, {"csrf_token": "é"}):
        assert browser.post("/console/sign-out", form).status == 403
    token = browser.csrf()
    assert browser.post("/console/sign-out", {"csrf_token": token}, sec_fetch_site="cross-site").status == 403
    assert browser.get("/console").status == 200
    kept = dict(browser.cookies)
    assert browser.post("/console/sign-out", {"csrf_token": token}).to == "/console/sign-in"
    browser.cookies = kept
    assert browser.get("/console").status == 303


@pytest.mark.parametrize("body", [b"csrf_token=" + b"x" * 70_000, "csrf_token=%ff&" * 2_000])
def test_a_form_that_is_none_carries_no_token(browser: Browser, body: str | bytes) -> None:
    sent = [f"{name}={value}" for name, value in browser.cookies.items()]
    answer = browser.door(http_event("POST", "/console/sign-out", body=body, cookies=sent), None)
    assert answer["statusCode"] == 403
    broken = {**http_event("POST", "/console/sign-out", body="%%%", cookies=sent), "isBase64Encoded": True}
    assert browser.door(broken, None)["statusCode"] == 403


def test_the_token_of_another_session_is_no_good(browser: Browser) -> None:
    other = Browser(browser.world).sign_in()
    assert browser.post("/console/sign-out", {"csrf_token": other.csrf()}).status == 403


def test_sessions_end_when_idle_and_after_half_a_day(browser: Browser) -> None:
    clock = browser.world.clock
    for _ in range(int(ABSOLUTE / timedelta(minutes=20)) - 1):
        clock.pass_by(timedelta(minutes=20))
        assert browser.get("/console").status == 200
    clock.pass_by(timedelta(minutes=20))
    assert browser.get("/console").status == 303
    browser.sign_in()
    clock.pass_by(IDLE)
    assert browser.get("/console").status == 303


def test_a_local_stack_signs_in_over_plain_http(world: ConsoleWorld) -> None:
    browser = Browser(world, "http://127.0.0.1:8787")
    browser.post(world.sign_in_link())
    assert set(browser.cookies) == {"session"}
    assert browser.get("/console").status == 200
