"""The owner's pages of the nightly audits and of what a location sends us."""

from dataclasses import replace

import pytest

from comeback.domain.connection import ConnectionStatus, HookSecret
from comeback.domain.drift import AuditCounts, AuditRun, AuditStep, Difference, DriftKind
from comeback.domain.ids import CardId, LocationId, VisitId
from comeback.domain.webhook_settings import Receiver
from comeback.usecases.sign_in import digest_of
from comeback.web.console.drift_pages import KINDS
from tests.api_world import BASE, FOREIGN_PLACE, MINE, NOW, PLACE, SECOND
from tests.console_world import Browser, ConsoleWorld
from tests.memory.audits import MemoryAudits

WEBHOOKS = f"/console/connections/{PLACE}/webhooks"
STANDARD = frozenset({"client", "record", "goods_operations_sale", "finances_operation"})
OURS = Receiver(f"{BASE}/altegio/hooks/{PLACE}/an-old-secret", STANDARD)
OTHER = Receiver("https://other-vendor.example/hook?key=theirs", frozenset({"record"}))
MISSED = Difference(DriftKind.BOOKING_DIFFERS, PLACE, NOW, "arrived", "waiting", "repaired", visit_id=VisitId(9))
WRONG = Difference(DriftKind.BALANCE, PLACE, NOW, "3", "4", "reported", card_id=CardId("cd_" + "0" * 26))


@pytest.fixture
def browser() -> Browser:
    world = ConsoleWorld()
    held = world.connections.get(MINE, PLACE)
    assert held is not None
    world.connections.save(MINE, replace(held, hook_secrets=(HookSecret(digest_of("an-old-secret")),)))
    world.webhook_desk.receivers[PLACE] = [OURS]
    return Browser(world).sign_in()


def test_the_audits_and_what_they_found_are_told_in_words(browser: Browser) -> None:
    audits = MemoryAudits(browser.world.store)
    counts = AuditCounts(bookings=40, cards=12, mirrors=2, repaired=1, reported=1, missed=1)
    done = AuditRun(MINE, PLACE, NOW, AuditStep.DONE, counts=counts, finished_at=NOW)
    audits.save(MINE, done, [MISSED, WRONG])
    audits.save(MINE, AuditRun(MINE, SECOND, NOW, trouble="refused"))
    page = browser.get("/console/drift")
    assert page.status == 200
    assert "40 bookings and 12 cards compared, 2 balances read from Altegio" in page.text
    assert "of which 1 had been missed" in page.text
    assert "Under way" in page.text
    assert "goes on when the missing right is granted" in page.text
    assert page.text.index(KINDS[DriftKind.BALANCE]) < page.text.index(KINDS[DriftKind.BOOKING_DIFFERS])
    assert f"/console/connections/{PLACE}/visits/9" in page.body
    assert f"/console/cards/{WRONG.card_id}" in page.body


def test_many_differences_have_pages(browser: Browser) -> None:
    run = AuditRun(MINE, PLACE, NOW)
    found = [replace(MISSED, visit_id=VisitId(number)) for number in range(60)]
    MemoryAudits(browser.world.store).save(MINE, run, found)
    page = browser.get("/console/drift")
    cursor = page.body.partition("/console/drift?cursor=")[2].partition('"')[0]
    assert browser.get("/console/drift", query=f"cursor={cursor}").body.count('scope="row"') == 10


def test_before_the_first_audit_the_page_says_so(browser: Browser) -> None:
    assert "No audit has run yet" in browser.get("/console/drift").text
    browser.world.store.connections.clear()
    assert browser.get("/console/drift").status == 200


def test_every_kind_of_difference_has_words() -> None:
    assert set(KINDS) == set(DriftKind)


def test_events_that_are_off_are_switched_on(browser: Browser) -> None:
    assert WEBHOOKS in browser.get(f"/console/connections/{PLACE}").body
    page = browser.get(WEBHOOKS)
    assert "We are told of clients, appointments, sales of products and memberships, payments." in page.text
    assert "would be switched on for us: loyalty cards." in page.text
    assert "an-old-secret" not in page.body
    assert browser.send(WEBHOOKS, {"version": page.typed("version")}).to == WEBHOOKS
    page = browser.get(WEBHOOKS)
    assert "The events are switched on." in page.text
    assert "All that we need is switched on." in page.text
    assert "Changed what Altegio sends us" in browser.get("/console/trail").text


def test_others_who_listen_are_accepted_apart_and_shown_by_host(browser: Browser) -> None:
    desk = browser.world.webhook_desk
    desk.receivers[PLACE].append(OTHER)
    page = browser.get(WEBHOOKS)
    assert "other-vendor.example" in page.text
    assert "theirs" not in page.body
    refused = browser.send(WEBHOOKS)
    assert (refused.status, "Others listen too" in refused.text) == (409, True)
    assert desk.receivers[PLACE] == [OURS, OTHER]
    assert browser.send(WEBHOOKS, {"accept_others": "on"}).to == WEBHOOKS
    assert {one.url for one in desk.receivers[PLACE]} == {OURS.url, OTHER.url}
    assert "nothing changes" in browser.get(WEBHOOKS).text


def test_a_new_address_takes_over(browser: Browser) -> None:
    assert browser.send(f"{WEBHOOKS}/rotation").to == WEBHOOKS
    assert "The new address is in use." in browser.get(WEBHOOKS).text
    assert browser.world.webhook_desk.receivers[PLACE][0].url != OURS.url
    assert "Made a new address for events" in browser.get("/console/trail").text


def test_an_address_that_is_not_registered_and_ten_that_are(browser: Browser) -> None:
    desk = browser.world.webhook_desk
    desk.receivers[PLACE] = []
    page = browser.get(WEBHOOKS)
    assert "Altegio sends us nothing" in page.text
    assert "would be registered anew" in page.text
    desk.receivers[PLACE] = [replace(OTHER, url=f"https://vendor{number}.example/") for number in range(10)]
    assert "ten others are registered" in browser.get(WEBHOOKS).text


def test_an_unknown_end_and_an_outage_are_told_apart(browser: Browser) -> None:
    desk = browser.world.webhook_desk
    desk.answer = "unknown"
    answer = browser.send(f"{WEBHOOKS}/rotation")
    assert (answer.status, "did not say whether" in answer.text) == (503, True)
    desk.answer, desk.reads = "unsent", 0
    answer = browser.send(f"{WEBHOOKS}/rotation")
    assert (answer.status, "Nothing was changed" in answer.text) == (503, True)
    desk.down = {"read"}
    page = browser.get(WEBHOOKS)
    assert (page.status, "does not answer as it should" in page.text) == (200, True)


def test_where_nothing_can_be_seen_the_page_says_why(browser: Browser) -> None:
    browser.world.webhook_desk.refused = {"read"}
    assert "Altegio → Settings → Users" in browser.get(WEBHOOKS).text
    browser.world.connections.set_status(MINE, PLACE, ConnectionStatus.FROZEN)
    assert "The location is frozen" in browser.get(WEBHOOKS).text


@pytest.mark.parametrize("place", [FOREIGN_PLACE, LocationId(1), "x"])
def test_another_tenants_location_is_not_there(browser: Browser, place: object) -> None:
    assert browser.get(f"/console/connections/{place}/webhooks").status == 404
    assert browser.send(f"/console/connections/{place}/webhooks").status == 404
    assert browser.send(f"/console/connections/{place}/webhooks/rotation").status == 404
