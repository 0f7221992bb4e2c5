"""The owner's pages of programs: forms in, pages out."""

from dataclasses import replace
from datetime import date

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import ProgramId
from comeback.domain.program import Program, ProgramStatus, StampExpiry, Validity
from comeback.domain.ready_designs import READY
from tests.api_world import FOREIGN_PLACE, MINE, PLACE, SECOND
from tests.console_world import Browser, ConsoleWorld

TYPED = {
    "title": "10 visits", "size": "10", "reward.title": "A free haircut", "locations": "4564", "currency": "USD",
    "locale": "en", "start_of_accrual": "", "lookback_days": "0", "validity.kind": "unlimited", "validity.date": "",
    "validity.days": "", "stamp_expiry.kind": "unlimited", "stamp_expiry.date": "", "stamp_expiry.days": "",
    "reversal_policy": "debt", "ready": "nails",
}  # fmt: skip


@pytest.fixture
def browser() -> Browser:
    return Browser(ConsoleWorld()).sign_in()


def stored(browser: Browser, address: str) -> Program:
    program = browser.world.programs.get(MINE, ProgramId(address.split("/")[3]))
    assert program is not None
    return program


def test_programs_are_listed_with_what_they_are(browser: Browser) -> None:
    browser.world.program()
    browser.world.program(title="Points", type="cashback")
    text = browser.get("/console/programs").text
    assert "10 visits Draft 10 stamps for A free haircut · 1 location" in text
    assert "Points Draft Cashback, kept by Altegio" in text


def test_a_new_program_begins_with_what_suits_most(browser: Browser) -> None:
    page = browser.get("/console/programs/new")
    assert page.status == 200
    assert (page.typed("size"), page.typed("locale")) == ("10", "en")
    assert page.chosen("locations") == ["4564", "24697"] or page.chosen("locations") == ["777"]
    assert page.chosen("validity.kind") == ["unlimited"]


def test_a_program_is_made_as_typed(browser: Browser) -> None:
    made = browser.send("/console/programs", [*TYPED.items(), ("locations", "24697")])
    program = stored(browser, made.to)
    assert (program.title, program.size, program.reward_title) == ("10 visits", 10, "A free haircut")
    assert (program.status, program.locations) == (ProgramStatus.DRAFT, (PLACE, SECOND))
    assert program.design == READY["nails"].design
    page = browser.get(made.to)
    assert "The program was made." in page.text
    assert "Activate" in page.text
    assert "The program was made." not in browser.get(made.to).text


@pytest.mark.parametrize("kind", ["cashback", "multipass", "discount", "gift"])
def test_a_program_whose_balance_altegio_owns_has_a_form_of_its_own(browser: Browser, kind: str) -> None:
    page = browser.get(f"/console/programs/new?type={kind}")
    assert page.typed("type") == kind
    assert not any(f'name="{name}"' in page.body for name in ("size", "reward.title", "stamp_expiry.kind"))
    stampless = {name: TYPED[name] for name in TYPED if name not in ("size", "reward.title", "lookback_days")}
    made = browser.send("/console/programs", {**stampless, "type": kind}).to
    program = stored(browser, made)
    assert (program.type, program.size, program.reward_title) == (kind, 1, "")
    assert browser.send(made, {**stampless, "type": kind, "title": "Ours"}).to == made
    assert (stored(browser, made).title, browser.get(f"{made}/edit").typed("type")) == ("Ours", kind)


def test_every_type_can_be_chosen_and_an_unknown_one_is_stamps(browser: Browser) -> None:
    page = browser.get("/console/programs/new?type=raffle")
    assert page.typed("type") == "stamp"
    assert page.body.count("/console/programs/new?type=") == 5
    assert 'type=stamp" aria-current="page"' in page.body


def test_times_are_read_as_chosen_and_nothing_of_the_others(browser: Browser) -> None:
    typed = {
        **TYPED, "start_of_accrual": "2026-10-01", "lookback_days": "7", "validity.kind": "until", "validity.date": "2027-12-31",
        "validity.days": "5", "stamp_expiry.kind": "after_last", "stamp_expiry.days": "90", "stamp_expiry.date": "2027-01-01",
    }  # fmt: skip
    program = stored(browser, browser.send("/console/programs", typed).to)
    assert (program.start_of_accrual, program.lookback_days) == (date(2026, 10, 1), 7)
    assert program.validity == Validity("until", date=date(2027, 12, 31))
    assert program.stamp_expiry == StampExpiry("after_last", days=90)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "This is required."),
        ("title", "x" * 61, "At most 60 characters fit."),
        ("size", "31", "This can be at most 30."),
        ("size", "0", "This must be at least 1."),
        ("size", "ten", "Write a whole number."),
        ("size", "٣", "Write a whole number."),
        ("size", "", "A stamp program needs the number of stamps that make a reward."),
        ("reward.title", "", "This is required."),
        ("locations", "", "Write a whole number."),
        ("locations", str(FOREIGN_PLACE), "Location 999 is not connected."),
        ("locations", "777", "Location 777 has EUR, not USD."),
        ("currency", "XXX", "This is no currency of ISO 4217."),
        ("locale", "Klingon", "This is not written as it should be."),
        ("start_of_accrual", "soon", "A date is written as YYYY-MM-DD."),
        ("lookback_days", "-1", "This must be at least 0."),
        ("reversal_policy", "shrug", "Choose one of these."),
        ("validity.kind", "sometimes", "Choose one of these."),
        ("ready", "a skull", "Choose one of these."),
    ],
)
def test_what_cannot_be_accepted_is_said_at_its_field_and_nothing_typed_is_lost(
    browser: Browser, field: str, typed: str, sentence: str
) -> None:
    page = browser.send("/console/programs", {**TYPED, "validity.days": "Zoë & Co", field: typed})
    assert page.status == 422
    assert page.error_at(field) == sentence or field == "currency"
    assert sentence in page.text
    assert page.typed("validity.days") == "Zoë & Co"
    assert browser.world.programs.of_tenant(MINE) == []


@pytest.mark.parametrize(
    ("kind", "field", "sentence"),
    [("days", "validity.days", "This is required."), ("until", "validity.date", "This is required.")],
)
def test_a_time_needs_what_belongs_to_its_kind(browser: Browser, kind: str, field: str, sentence: str) -> None:
    page = browser.send("/console/programs", {**TYPED, "validity.kind": kind})
    assert (page.status, page.error_at(field), page.chosen("validity.kind")) == (422, sentence, [kind])


def test_nothing_at_all_is_refused_as_well(browser: Browser) -> None:
    page = browser.send("/console/programs")
    assert page.status == 422
    assert page.error_at("locations") == "Choose at least one."


def test_a_program_is_activated_and_paused(browser: Browser) -> None:
    address = f"/console/programs/{browser.world.program()}"
    assert browser.send(f"{address}/activate").to == address
    page = browser.get(address)
    assert "The program is active." in page.text
    assert f"{address}/connections/4564/settings" in page.body
    assert stored(browser, address).status is ProgramStatus.ACTIVE
    assert browser.send(f"{address}/pause").to == address
    assert "The program is paused." in browser.get(address).text
    assert browser.send(f"{address}/activate", {"pause": "skip"}).to == address
    (pause,) = stored(browser, address).pauses
    assert pause.skipped


def test_what_a_program_cannot_do_is_said_on_its_page(browser: Browser) -> None:
    draft = browser.world.program()
    page = browser.send(f"/console/programs/{draft}/pause")
    assert (page.status, "A draft cannot be paused" in page.text) == (409, True)


def test_a_program_whose_balance_altegio_owns_is_activated_too(browser: Browser) -> None:
    points = browser.world.program(type="cashback")
    assert browser.send(f"/console/programs/{points}/activate").to == f"/console/programs/{points}"


def test_a_program_is_changed_and_its_form_shows_it_as_it_is(browser: Browser) -> None:
    made = browser.send("/console/programs", {**TYPED, "validity.kind": "days", "validity.days": "365"}).to
    form = browser.get(f"{made}/edit")
    assert (form.typed("title"), form.typed("validity.days")) == ("10 visits", "365")
    assert form.chosen("locations") == ["4564"]
    assert browser.send(made, {**TYPED, "title": "12 visits", "size": "12"}).to == made
    program = stored(browser, made)
    assert (program.title, program.size, program.validity) == ("12 visits", 12, Validity())
    assert "The program was changed." in browser.get(made).text


def test_a_change_that_cannot_be_keeps_what_was_typed(browser: Browser) -> None:
    made = browser.send("/console/programs", TYPED).to
    page = browser.send(made, {**TYPED, "title": "12 visits", "locations": "777"})
    assert (page.status, page.error_at("locations")) == (422, "Location 777 has EUR, not USD.")
    assert page.typed("title") == "12 visits"


def test_the_design_is_not_touched_by_a_change_of_the_form(browser: Browser) -> None:
    place = {"latitude": 52.5, "longitude": 13.4, "text": "Your card"}
    program = browser.world.program(design={"places": [place]})
    before = stored(browser, f"/console/programs/{program}").design
    browser.send(f"/console/programs/{program}", TYPED)
    assert stored(browser, f"/console/programs/{program}").design == before


def test_a_location_that_left_stays_with_its_program(browser: Browser) -> None:
    program = browser.world.active_program(locations=[PLACE, SECOND])
    browser.world.connections.set_status(MINE, SECOND, ConnectionStatus.UNINSTALLED)
    assert browser.get(f"/console/programs/{program}/edit").chosen("locations") == ["4564", "24697"]
    assert browser.get("/console/programs/new").chosen("locations") != ["4564", "24697"]
    del browser.world.store.connections[SECOND]
    assert "Location 24697" in browser.get(f"/console/programs/{program}").text


def test_a_program_says_how_long_its_cards_are_valid(browser: Browser) -> None:
    address = f"/console/programs/{browser.world.program(validity={'kind': 'days', 'days': 365})}"
    assert "Cards are valid for 365 days" in browser.get(address).text
    program = stored(browser, address)
    browser.world.programs.save(MINE, replace(program, validity=Validity("until", date=date(2027, 1, 31))))
    assert "Cards are valid until 31 January 2027" in browser.get(address).text
