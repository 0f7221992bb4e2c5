"""The owner's pages: event in, response out."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from comeback.domain.connecting import ConnectOutcome
from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import JobId, render_id
from comeback.ports.activations import ConnectJob
from comeback.ports.sessions import ABSOLUTE, IDLE
from comeback.usecases.sign_in import IssueSignInLink
from comeback.web.console import ConsoleDoor
from comeback.web.requests import CookieJar
from comeback.web.session import Gate
from tests.handlers.events import cookies_of, http_event
from tests.unit.connecting import BASE, OWNER, PLACE, SECOND, STRANGER, World


class Browser:
    """Keeps cookies and reads forms, like the real one."""

    def __init__(self, world: World, base_url: str = BASE) -> None:
        self.world = world
        gate = Gate(world.sessions, world.clock, CookieJar(base_url), base_url)
        self.door = ConsoleDoor(gate, world.connections, world.jobs, world.start_session)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> dict[str, Any]:
        return self._send("GET", path)

    def post(self, path: str, form: dict[str, str] | None = None, **headers: str) -> dict[str, Any]:
        return self._send(
            "POST", path, form=form or {}, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def sign_in(self) -> None:
        secret = self.world.start_session(self.world.tenant.id)
        self.cookies["__Host-session"] = secret

    def csrf(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/console")["body"])
        assert found is not None
        return found[1]

    def _send(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        sent = [f"{name}={value}" for name, value in self.cookies.items() if value]
        answer = self.door(http_event(method, path, cookies=sent, **more), None)
        self.cookies |= cookies_of(answer)
        return answer


@pytest.fixture
def world() -> World:
    world = World()
    world.marketplace.pending(PLACE, u7=True)
    world.marketplace.missing[PLACE] = ["client_phones_access", "brand_new_access"]
    world.connect(OWNER, PLACE, "b")
    return world


@pytest.fixture
def browser(world: World) -> Browser:
    browser = Browser(world)
    browser.sign_in()
    return browser


def link_of(world: World) -> str:
    issued = IssueSignInLink(world.connections, world.sessions, world.ids, world.clock, BASE)(world.tenant.id)
    return issued.url.removeprefix(BASE)


@pytest.mark.parametrize("path", ["/console", "/console/connections/4564", "/console/connecting/jb_1"])
def test_without_a_session_every_page_leads_to_signing_in(world: World, path: str) -> None:
    answer = Browser(world).get(path)
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/console/sign-in")


def test_the_first_page_lists_the_locations(browser: Browser) -> None:
    answer = browser.get("/console")
    assert answer["statusCode"] == 200
    assert "Salon 4564" in answer["body"]
    assert "Needs attention" in answer["body"]


def test_a_location_shows_each_missing_right_with_its_place_in_altegio(browser: Browser) -> None:
    browser.world.connections.note_event(browser.world.tenant.id, PLACE, browser.world.clock.now())
    body = browser.get("/console/connections/4564")["body"]
    assert "Phones of clients" in body
    assert "Settings → Users" in body
    assert "brand_new_access" in body
    assert "21 September 2026, 06:00" in body


@pytest.mark.parametrize("status", list(ConnectionStatus))
def test_every_status_has_its_words(browser: Browser, status: ConnectionStatus) -> None:
    browser.world.connections.set_status(browser.world.tenant.id, PLACE, status)
    assert browser.get("/console/connections/4564")["statusCode"] == 200
    assert browser.get("/console")["statusCode"] == 200


@pytest.mark.parametrize("path", ["24697", "1", "x", "٣", "9" * 30, "-1", "45.64"])
def test_a_location_of_somebody_else_is_not_found(browser: Browser, path: str) -> None:
    browser.world.marketplace.pending(SECOND, u8=True)
    browser.world.connect(STRANGER, SECOND, "b")
    answer = browser.get(f"/console/connections/{path}")
    assert answer["statusCode"] == 404
    assert "Sign out" in answer["body"] or path == "٣"


def test_names_are_escaped(browser: Browser) -> None:
    held = browser.world.held()
    named = replace(held.location, title="<script>alert(1)</script>")
    browser.world.store.connections[PLACE] = replace(held, location=named)
    for path in ("/console", "/console/connections/4564"):
        assert "<script>" not in browser.get(path)["body"]


def test_a_sign_in_link_survives_a_preview_and_works_once(world: World) -> None:
    path = link_of(world)
    browser = Browser(world)
    for _ in range(2):
        assert 'method="post"' in browser.get(path)["body"]
    answer = browser.post(path, sec_fetch_site="same-origin", origin="null")
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/console")
    assert browser.get("/console")["statusCode"] == 200
    other = Browser(world)
    assert other.get(path)["statusCode"] == 404
    assert other.post(path)["statusCode"] == 404
    assert other.get("/console")["statusCode"] == 303


def test_a_sign_in_link_cannot_be_posted_from_elsewhere(world: World) -> None:
    path = link_of(world)
    browser = Browser(world)
    assert browser.post(path, sec_fetch_site="cross-site")["statusCode"] == 403
    assert browser.post(path, origin="https://evil.example")["statusCode"] == 403
    assert browser.post(path, origin=BASE)["statusCode"] == 303


def test_signing_in_ends_the_session_before(browser: Browser) -> None:
    old = dict(browser.cookies)
    browser.post(link_of(browser.world))
    again = Browser(browser.world)
    again.cookies = old
    assert again.get("/console")["statusCode"] == 303


def test_signing_out_needs_the_token_of_the_form(browser: Browser) -> None:
    for form in ({}, {"csrf_token": "wrong"}, {"csrf_token": "é"}):
        assert browser.post("/console/sign-out", form)["statusCode"] == 403
    token = browser.csrf()
    assert browser.post("/console/sign-out", {"csrf_token": token}, sec_fetch_site="cross-site")["statusCode"] == 403
    assert browser.get("/console")["statusCode"] == 200
    kept = dict(browser.cookies)
    assert browser.post("/console/sign-out", {"csrf_token": token})["statusCode"] == 303
    browser.cookies = kept
    assert browser.get("/console")["statusCode"] == 303


@pytest.mark.parametrize("body", [b"csrf_token=" + b"x" * 70_000, "csrf_token=%ff&" * 2_000])
def test_a_form_that_is_none_carries_no_token(browser: Browser, body: str | bytes) -> None:
    sent = [f"{name}={value}" for name, value in browser.cookies.items()]
    answer = browser.door(http_event("POST", "/console/sign-out", body=body, cookies=sent), None)
    assert answer["statusCode"] == 403
    broken = {**http_event("POST", "/console/sign-out", body="a", cookies=sent), "isBase64Encoded": True}
    assert browser.door(broken, None)["statusCode"] == 403


def test_the_token_of_another_session_is_no_good(browser: Browser) -> None:
    other = Browser(browser.world)
    other.sign_in()
    assert browser.post("/console/sign-out", {"csrf_token": other.csrf()})["statusCode"] == 403


def test_sessions_end_when_idle_and_after_half_a_day(browser: Browser) -> None:
    clock = browser.world.clock
    for _ in range(int(ABSOLUTE / timedelta(minutes=20)) - 1):
        clock.pass_by(timedelta(minutes=20))
        assert browser.get("/console")["statusCode"] == 200
    clock.pass_by(timedelta(minutes=20))
    assert browser.get("/console")["statusCode"] == 303
    browser.sign_in()
    clock.pass_by(IDLE)
    assert browser.get("/console")["statusCode"] == 303


def test_progress_reloads_itself_until_all_is_done(browser: Browser) -> None:
    world, job = browser.world, JobId(render_id("jb", 1, bytes(10)))
    world.jobs.create(
        world.tenant.id, ConnectJob(job, ((PLACE, ConnectOutcome.CONNECTED), (SECOND, ConnectOutcome.QUEUED))), world.clock.now()
    )
    body = browser.get(f"/console/connecting/{job}")["body"]
    assert "1 of 2 locations done" in body
    assert 'http-equiv="refresh"' in body
    assert 'href="/console/connections/4564"' in body
    world.jobs.record(world.tenant.id, job, SECOND, ConnectOutcome.TAKEN)
    body = browser.get(f"/console/connecting/{job}")["body"]
    assert "refresh" not in body
    assert "Connected to another account" in body


def test_the_progress_of_somebody_else_is_not_found(browser: Browser) -> None:
    world, job = browser.world, JobId(render_id("jb", 1, bytes(10)))
    theirs = world.other_tenant(SECOND)
    world.jobs.create(theirs, ConnectJob(job, ()), world.clock.now())
    assert browser.get(f"/console/connecting/{job}")["statusCode"] == 404
    assert browser.get("/console/connecting/x")["statusCode"] == 404


def test_a_tenant_that_is_gone_is_not_found(browser: Browser) -> None:
    browser.world.store.tenants.clear()
    assert browser.get("/console")["statusCode"] == 404


def test_the_style_sheet_is_cached_for_good_and_linked_by_its_content(world: World) -> None:
    browser = Browser(world)
    answer = browser.get("/console/static/style.css")
    assert answer["headers"]["Content-Type"].startswith("text/css")
    assert "immutable" in answer["headers"]["Cache-Control"]
    assert re.search(r"style\.css\?v=[0-9a-f]{12}", browser.get("/console/sign-in")["body"])
    assert browser.get("/console/static/other.css")["statusCode"] == 404


def test_a_local_stack_signs_in_over_plain_http(world: World) -> None:
    path = link_of(world)
    browser = Browser(world, "http://127.0.0.1:8787")
    cookie = browser.post(path)["cookies"][0]
    assert cookie.startswith("session=")
    assert browser.get("/console")["statusCode"] == 200


def test_no_secret_and_nothing_personal_gets_into_the_log(browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    path = link_of(browser.world)
    browser.get(path)
    browser.post(path)
    browser.get("/console")
    browser.get("/console/connections/4564")
    written = capsys.readouterr().out
    assert written.count("\n") == 4
    for private in ("secret-", "example.com", "Salon", *browser.cookies.values()):
        assert private not in written
