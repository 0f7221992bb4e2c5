"""The owner's pages of recalculations, and the preview of settings in their form."""

from typing import Any

import pytest

from comeback.domain.recalculation import RecalculationState
from comeback.web.console.recalculation_pages import LOOKS
from tests.api_world import PLACE
from tests.console_world import Browser, ConsoleWorld, Page
from tests.handlers.test_api_recalculations import Shop
from tests.handlers.test_console_settings import TYPED

INTERVAL = {"from": "2026-09-21", "to": "2026-09-22", "location_id": ""}


class Office:
    """The owner of Jane's shop at a desk."""

    def __init__(self) -> None:
        self.world = ConsoleWorld()
        self.shop = Shop(self.world)
        self.browser = Browser(self.world).sign_in()
        self.path = f"/console/programs/{self.shop.program}/recalculations"

    def start(self, **typed: str) -> str:
        """The page of a new job."""
        return self.browser.send(self.path, {**INTERVAL, **typed}).to

    def job(self, number: str) -> Page:
        return self.browser.get(f"/console/programs/{self.shop.program}/recalculations/{number}")

    def preview(self, typed: dict[str, str], location: int = PLACE) -> Page:
        program = self.shop.program
        return self.browser.send(f"/console/programs/{program}/connections/{location}/settings/preview", {**TYPED, **typed})


@pytest.fixture
def office() -> Office:
    return Office()


def test_an_interval_is_previewed_and_booked(office: Office) -> None:
    page = office.start()
    job = page.rpartition("/")[2]
    begun = office.job(job)
    assert "Being computed" in begun.text
    assert 'data-open="yes"' in begun.body
    office.shop.work()
    shown = office.browser.get(page)
    assert "21 September 2026 to 22 September 2026" in shown.text
    assert "Nothing is booked yet" in shown.text
    assert "Stamps +1 / -0" in shown.text
    assert "0 → 1 +1 / -0" in shown.text
    assert office.shop.stamps() == 0
    assert office.browser.send(f"/console/programs/{office.shop.program}/recalculations/{job}/commit").to == page
    assert "The changes are being booked." in office.browser.get(page).text
    office.shop.work()
    done = office.browser.get(page)
    assert "Booked so far" in done.text
    assert "Book these changes" not in done.text
    assert office.shop.stamps() == 1


def test_where_nothing_changes_the_page_says_so(office: Office) -> None:
    page = office.start(**{"from": "2026-09-20", "to": "2026-09-21"})
    office.shop.work()
    assert "No card has another number of stamps." in office.browser.get(page).text


def test_what_has_changed_since_the_preview_is_told(office: Office) -> None:
    page = office.start(location_id=str(PLACE))
    office.shop.work()
    office.world.store.days.clear()
    office.browser.send(f"{page}/commit")
    office.shop.work()
    shown = office.browser.get(page).text
    assert "Changed since the preview 1 card" in shown
    assert ", at La Visage" in shown


def test_the_form_says_at_its_fields_what_cannot_be(office: Office) -> None:
    for typed, field in (({"from": ""}, "from"), ({"to": "2026-09-20"}, "to"), ({"location_id": "24697"}, "location_id")):
        shown = office.browser.send(office.path, {**INTERVAL, **typed})
        assert shown.status == 422
        assert shown.error_at(field)
    assert office.browser.get(office.path).status == 200


def test_jobs_of_before_are_listed(office: Office) -> None:
    page = office.start()
    office.shop.work()
    shown = office.browser.get(office.path)
    assert page in shown.body
    assert "By the settings of 22 September 2026, 11:30" in shown.text


def test_what_is_not_ready_comes_back_with_its_reason(office: Office) -> None:
    page = office.start()
    shown = office.browser.send(f"{page}/commit")
    assert (shown.status, "The preview is not ready yet." in shown.text) == (409, True)


def test_only_an_active_program_of_stamps_has_the_form(office: Office) -> None:
    office.shop.call("POST", f"/api/v1/programs/{office.shop.program}/pause")
    assert "Only an active program of stamps can be recalculated." in office.browser.get(office.path).text


def test_who_committed_is_in_the_audit_trail(office: Office) -> None:
    page = office.start()
    office.shop.work()
    office.browser.send(f"{page}/commit")
    ((_, records),) = office.world.store.trail.items()
    told = [(one.action, one.actor.kind, one.subject) for one in records if one.action.startswith("recalculation.")]
    job = page.rpartition("/")[2]
    assert told == [("recalculation.previewed", "person", job), ("recalculation.committed", "person", job)]


def test_every_state_has_its_words() -> None:
    assert set(LOOKS) == set(RecalculationState)


def test_a_form_without_its_token_does_nothing(office: Office) -> None:
    assert office.browser.post(office.path, INTERVAL).status == 403
    assert office.world.sync_queue.sent == []


def test_others_programs_have_no_pages(office: Office) -> None:
    page = office.start()
    other = Browser(office.world).sign_in("tn_" + "0" * 26)
    for path in (office.path, page):
        assert other.get(path).status == 404


def held(office: Office) -> Any:
    return office.shop.call("GET", office.shop.settings()).json


def test_settings_are_previewed_with_what_was_typed_and_not_saved(office: Office) -> None:
    shown = office.preview({"accrual_rule.stamps": "3"})
    assert shown.status == 200
    assert "What this would have meant" in shown.text
    assert "Stamps 1 3" in shown.text
    assert f"{office.shop.card} : 1 → 3 (21 September 2026 1 → 3)" in shown.text
    assert shown.typed("accrual_rule.stamps") == "3"
    assert held(office)["accrual_rule"]["stamps"] == 1
    again = office.browser.get(f"/console/programs/{office.shop.program}/connections/4564/settings")
    assert "What this would have meant" not in again.text


def test_a_preview_in_which_nothing_changes_says_so(office: Office) -> None:
    assert "No card would have another number of stamps." in office.preview({}).text


def test_a_refused_preview_keeps_what_was_typed(office: Office) -> None:
    shown = office.preview({"max_per_day": "0", "accrual_rule.stamps": "7"})
    assert (shown.status, shown.typed("accrual_rule.stamps")) == (422, "7")
    assert shown.error_at("max_per_day") == "This must be at least 1."


def test_settings_of_other_locations_are_not_previewed(office: Office) -> None:
    assert office.preview({}, 24697).status == 404
