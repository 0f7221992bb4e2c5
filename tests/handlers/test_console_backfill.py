"""An owner asks for the visits from before the cards, looks at a preview and gives its stamps."""

from datetime import date

import pytest

from comeback.domain.backfill import PastCard
from comeback.domain.ids import CardId, JobId, render_id
from comeback.domain.sync import SyncCounts, SyncState, SyncWish
from tests import builders
from tests.api_world import MINE, PLACE
from tests.console_world import Browser, ConsoleWorld

LOCATION = f"/console/connections/{PLACE}"


@pytest.fixture
def browser() -> Browser:
    return Browser(ConsoleWorld()).sign_in()


def begin(browser: Browser, **typed: str) -> JobId:
    assert browser.send(f"{LOCATION}/sync", typed).to == LOCATION
    return JobId(browser.world.sync_queue.sent[-1].job_id)


def a_preview(browser: Browser, cards: int = 1) -> JobId:
    job = begin(browser, backfill_from="2026-09-01", backfill_cap="9", preview="on")
    jobs = browser.world.sync_jobs
    jobs.finish_page(MINE, job, 1, 1, SyncCounts(read=1, created=1))
    for number in range(1, 21):
        jobs.finish_day(MINE, job, number)
    rows = [PastCard(CardId(render_id("cd", number, bytes(10))), builders.PROGRAM, 10, 23, 2, 7, 1) for number in range(cards)]
    jobs.finish_cards(MINE, job, "1", rows)
    jobs.close(MINE, job, SyncState.PREVIEWED)
    return job


def test_the_form_says_what_is_wished(browser: Browser) -> None:
    job = begin(browser, backfill_from="2026-09-01", backfill_cap="5", preview="on")
    kept = browser.world.sync_jobs.get(MINE, job)
    assert kept is not None
    assert kept.wish == SyncWish(preview=True, backfill_from=date(2026, 9, 1), cap=5)


def test_a_date_alone_is_previewed_first(browser: Browser) -> None:
    job = begin(browser, backfill_from="2026-09-01")
    kept = browser.world.sync_jobs.get(MINE, job)
    assert kept is not None
    assert kept.wish == SyncWish(preview=True, backfill_from=date(2026, 9, 1))


def test_an_empty_form_asks_for_clients_alone(browser: Browser) -> None:
    job = begin(browser, backfill_from="", backfill_cap="")
    kept = browser.world.sync_jobs.get(MINE, job)
    assert kept is not None
    assert kept.wish == SyncWish()


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("backfill_from", "2030-01-01", "future"),
        ("backfill_from", "soon", "YYYY-MM-DD"),
        ("backfill_cap", "many", "whole number"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(browser: Browser, name: str, typed: str, said: str) -> None:
    page = browser.send(f"{LOCATION}/sync", {"backfill_from": "2026-09-01", name: typed})
    assert (page.status, page.typed(name)) == (422, typed)
    assert said in page.error_at(name)
    assert not browser.world.sync_queue.sent


def test_the_page_shows_how_far_the_past_is(browser: Browser) -> None:
    job = begin(browser, backfill_from="2026-09-01")
    jobs = browser.world.sync_jobs
    jobs.finish_page(MINE, job, 1, 1, SyncCounts(read=1, created=1))
    jobs.finish_day(MINE, job, 1)
    page = browser.get(LOCATION)
    assert "Visits since 2026-09-01: 1 of 20 days read." in page.text
    assert '<progress max="20" value="1"' in page.body


def test_a_dry_run_says_that_nothing_was_stored(browser: Browser) -> None:
    job = begin(browser, preview="on")
    browser.world.sync_jobs.finish_page(MINE, job, 1, 1, SyncCounts(read=1, created=1))
    browser.world.sync_jobs.close(MINE, job, SyncState.DONE)
    assert "nothing was stored" in browser.get(LOCATION).text


def test_a_preview_shows_sums_rows_and_a_button(browser: Browser) -> None:
    job = a_preview(browser)
    page = browser.get(LOCATION)
    assert "Previewed" in page.text
    assert "1 card with 23 stamps for them, before the cap. 2 stamps given before. 7 stamps to give" in page.text
    assert "Give these 7 stamps" in page.text
    assert f'href="/console/sync/{job}"' in page.body
    rows = browser.get(f"/console/sync/{job}").text
    assert "23 capped at 9 2 7 1" in rows
    assert "Give these 7 stamps" in rows


def test_many_cards_have_further_pages(browser: Browser) -> None:
    job = a_preview(browser, cards=60)
    page = browser.get(f"/console/sync/{job}")
    assert page.body.count("capped at") == 50
    following = page.body.split(f'href="/console/sync/{job}?cursor=')[1].split('"')[0]
    rest = browser.get(f"/console/sync/{job}", f"cursor={following}")
    assert (rest.body.count("capped at"), "More cards" in rest.text) == (10, False)


def test_the_stamps_of_a_preview_are_given_once(browser: Browser) -> None:
    job = a_preview(browser)
    assert browser.send(f"/console/sync/{job}/commit").to == LOCATION
    page = browser.get(LOCATION)
    assert "The stamps are being given" in page.text
    assert "Give these" not in page.text
    assert browser.send(f"/console/sync/{job}/commit").to == LOCATION


def test_a_preview_that_is_too_old_says_why_on_its_page(browser: Browser) -> None:
    job = a_preview(browser)
    begin(browser)
    page = browser.send(f"/console/sync/{job}/commit")
    assert (page.status, "make a new preview" in page.text) == (409, True)


def test_a_job_without_a_past_has_an_empty_page(browser: Browser) -> None:
    job = begin(browser)
    assert "No card has stamps for past visits." in browser.get(f"/console/sync/{job}").text
