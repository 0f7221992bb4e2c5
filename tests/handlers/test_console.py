"""The owner's pages of locations: event in, response out."""

import re
from dataclasses import replace

import pytest

from comeback.domain.connecting import USERS_RIGHT, ConnectOutcome
from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import JobId, render_id
from comeback.domain.rights import OF_BOOKINGS
from comeback.domain.sync import SyncCounts, SyncState
from comeback.ports.activations import ConnectJob
from comeback.web.texts import right
from tests.api_world import FOREIGN_PLACE, MINE, PLACE, SECOND, THEIRS
from tests.console_world import Browser, ConsoleWorld

JOB = JobId(render_id("jb", 1, bytes(10)))


@pytest.fixture
def world() -> ConsoleWorld:
    return ConsoleWorld()


@pytest.fixture
def browser(world: ConsoleWorld) -> Browser:
    return Browser(world).sign_in()


def test_the_first_page_lists_the_locations(browser: Browser) -> None:
    browser.world.connections.set_status(MINE, PLACE, ConnectionStatus.ATTENTION)
    page = browser.get("/console")
    assert page.status == 200
    assert "La Visage" in page.text
    assert "Needs attention" in page.text
    assert "Make a program" in page.text


def test_somebody_without_a_location_is_told_how_to_connect_one(browser: Browser) -> None:
    browser.world.store.connections.clear()
    assert "press Connect" in browser.get("/console").text
    assert "Connect a location first" in browser.get("/console/programs/new").text


def test_a_location_shows_each_missing_right_with_its_place_in_altegio(browser: Browser) -> None:
    held = browser.world.store.connections[PLACE]
    missing = ("client_phones_access", "brand_new_access")
    browser.world.store.connections[PLACE] = replace(held, missing_rights=missing)
    browser.world.connections.note_event(MINE, PLACE, browser.world.clock.now())
    text = browser.get("/console/connections/4564").text
    assert "Phones of clients" in text
    assert "Settings → Users" in text
    assert "brand_new_access" in text
    assert "Last event 21 September 2026, 11:30" in text


@pytest.mark.parametrize("slug", [*OF_BOOKINGS, USERS_RIGHT])
def test_every_right_that_we_ask_for_has_words_of_its_own(slug: str) -> None:
    assert right(slug).name != slug
    assert "→" in right(slug).where


def test_a_location_says_what_its_programs_count(browser: Browser) -> None:
    assert "No program runs at this location" in browser.get("/console/connections/4564").text
    draft, active = browser.world.program(title="Later"), browser.world.active_program()
    text = browser.get("/console/connections/4564").text
    assert "Later Draft Activate it first" in text
    assert "No settings yet, so nothing is counted here." in text
    browser.world.call("PUT", f"/api/v1/programs/{active}/connections/4564/settings", {})
    body = browser.get("/console/connections/4564")
    assert "A stamp for each day with a visit. It counts when the client has come and everything is paid." in body.text
    assert f"/console/programs/{active}/connections/4564/settings" in body.body
    assert f"/console/programs/{draft}" in body.body
    assert "Later" not in browser.get("/console/connections/24697").text


@pytest.mark.parametrize("status", list(ConnectionStatus))
def test_every_status_has_its_words(browser: Browser, status: ConnectionStatus) -> None:
    browser.world.connections.set_status(MINE, PLACE, status)
    assert browser.get("/console/connections/4564").status == 200
    assert browser.get("/console").status == 200


@pytest.mark.parametrize("path", [str(FOREIGN_PLACE), "1", "x", "٣", "9" * 30, "-1", "45.64"])
def test_a_location_of_somebody_else_is_not_found(browser: Browser, path: str) -> None:
    page = browser.get(f"/console/connections/{path}")
    assert page.status == 404
    assert "Sign out" in page.text or path == "٣"


def test_names_are_escaped(browser: Browser) -> None:
    held = browser.world.store.connections[PLACE]
    browser.world.store.connections[PLACE] = replace(held, location=replace(held.location, title="<script>alert(1)</script>"))
    for path in ("/console", "/console/connections/4564", "/console/programs/new"):
        assert "<script>alert" not in browser.get(path).body


def test_clients_are_synchronised_and_the_page_shows_how_far_that_is(browser: Browser) -> None:
    started = browser.send("/console/connections/4564/sync")
    assert started.to == "/console/connections/4564"
    (message,) = browser.world.sync_queue.sent
    page = browser.get("/console/connections/4564")
    assert "The synchronisation has begun" in page.text
    assert "Waiting" in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.body
    assert page.headers["Content-Security-Policy"].endswith("; script-src 'self'; connect-src 'self'")
    counts = SyncCounts(read=200, created=150, linked=20, without_phone=10, invalid_phone=1, duplicates=18, conflicts=1)
    browser.world.sync_jobs.finish_page(MINE, message.job_id, 1, 350, counts)
    text = browser.get("/console/connections/4564").text
    assert "Running" in text
    assert "200 clients read of 350." in text
    assert "10 clients without a phone" in text
    assert "1 client with a phone that is none" in text


def test_a_synchronisation_is_stopped_and_its_report_stays(browser: Browser) -> None:
    browser.send("/console/connections/4564/sync")
    (message,) = browser.world.sync_queue.sent
    assert browser.send(f"/console/sync/{message.job_id}/stop").to == "/console/connections/4564"
    page = browser.get("/console/connections/4564")
    assert "Stopped" in page.text
    assert "0 clients read." in page.text
    assert "refresh" not in page.body
    assert "script" not in page.headers["Content-Security-Policy"]


def test_why_a_synchronisation_failed_is_said(browser: Browser) -> None:
    browser.send("/console/connections/4564/sync")
    (message,) = browser.world.sync_queue.sent
    browser.world.sync_jobs.close(MINE, message.job_id, SyncState.FAILED, "A right is missing.")
    assert "A right is missing." in browser.get("/console/connections/4564").text


def test_a_synchronisation_that_cannot_begin_says_why_on_the_same_page(browser: Browser) -> None:
    browser.world.connections.set_status(MINE, PLACE, ConnectionStatus.FROZEN)
    page = browser.send("/console/connections/4564/sync")
    assert (page.status, "The connection is frozen." in page.text) == (409, True)


def test_progress_of_connecting_reloads_itself_until_all_is_done(browser: Browser) -> None:
    world = browser.world
    results = ((PLACE, ConnectOutcome.CONNECTED), (SECOND, ConnectOutcome.QUEUED))
    world.jobs.create(MINE, ConnectJob(JOB, results), world.clock.now())
    page = browser.get(f"/console/connecting/{JOB}")
    assert "1 of 2 locations done" in page.text
    assert 'http-equiv="refresh"' in page.body
    assert 'href="/console/connections/4564"' in page.body
    world.jobs.record(MINE, JOB, SECOND, ConnectOutcome.TAKEN)
    page = browser.get(f"/console/connecting/{JOB}")
    assert "refresh" not in page.body
    assert "Connected to another account" in page.text


def test_the_progress_of_somebody_else_is_not_found(browser: Browser) -> None:
    browser.world.jobs.create(THEIRS, ConnectJob(JOB, ()), browser.world.clock.now())
    assert browser.get(f"/console/connecting/{JOB}").status == 404
    assert browser.get("/console/connecting/x").status == 404


def test_a_tenant_that_is_gone_is_not_found(browser: Browser) -> None:
    browser.world.store.tenants.clear()
    assert browser.get("/console").status == 404


@pytest.mark.parametrize(("name", "kind"), [("style.css", "text/css"), ("progress.js", "text/javascript")])
def test_static_files_are_cached_for_good(world: ConsoleWorld, name: str, kind: str) -> None:
    page = Browser(world).get(f"/console/static/{name}")
    assert page.headers["Content-Type"].startswith(kind)
    assert "immutable" in page.headers["Cache-Control"]


def test_static_files_are_linked_by_their_content_and_no_other_is_given_out(world: ConsoleWorld) -> None:
    browser = Browser(world)
    assert re.search(r"style\.css\?v=[0-9a-f]{12}", browser.get("/console/sign-in").body)
    for name in ("other.css", "..%2fpages.py", "base.html"):
        assert browser.get(f"/console/static/{name}").status == 404
