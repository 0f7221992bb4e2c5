"""The owner's page of settings: the same rules as the REST API, said at their fields."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.adapters.words import words_for
from comeback.domain.program import ProgramType
from comeback.domain.settings import (
    AmountOver,
    Basis,
    CardSettings,
    Completed,
    EveryN,
    Item,
    Items,
)
from comeback.domain.settings_rules import recommended
from comeback.web.console.settings_form import read_settings, settings_fields
from comeback.web.console.words import meaning_of
from tests import builders
from tests.api_world import MINE, PLACE
from tests.console_world import Browser, ConsoleWorld

TYPED = {
    "enrol_new_crm_clients": "on", "crm_profile_wins": "on", "count_by": "client_day", "payment_gate": "full",
    "accrual_rule.kind": "completed", "accrual_rule.stamps": "1", "scan_excludes_crm": "on", "basis": "",
    "amount_over.amount": "", "every_n.amount": "", "items.services": "", "items.products": "", "items.per": "receipt",
    "max_per_unit": "", "max_per_day": "",
}  # fmt: skip
COUNTS = st.integers(1, 1_000)
AMOUNTS = st.integers(1, 10**12)
RULES = st.one_of(
    st.builds(Completed, stamps=COUNTS),
    st.builds(AmountOver, amount=AMOUNTS, inclusive=st.booleans(), stamps=COUNTS),
    st.builds(EveryN, amount=AMOUNTS, remainder=st.sampled_from(["drop", "carry"]), stamps=COUNTS),
    st.builds(
        Items, per=st.sampled_from(["receipt", "quantity"]), stamps=COUNTS,
        items=st.tuples(st.lists(st.integers(1, 10**9), min_size=1, max_size=3), st.lists(st.integers(1, 10**9), max_size=3)).map(
            lambda both: tuple([Item("service", one) for one in both[0]] + [Item("product", one) for one in both[1]])
        ),
    ),
)  # fmt: skip
SETTINGS = st.builds(
    CardSettings, accrual_rule=RULES, crm_card_type=st.none() | st.integers(1, 10**9), basis=st.none() | st.sampled_from(Basis),
    max_per_unit=st.none() | COUNTS, max_per_day=st.none() | COUNTS,
    services=st.just("all") | st.lists(st.integers(1, 10**9), min_size=1, max_size=3).map(tuple),
    gift_card_types=st.just("all") | st.lists(st.integers(1, 10**9), min_size=1, max_size=3).map(tuple),
)  # fmt: skip


class Page:
    """The settings of one active program at one location."""

    def __init__(self) -> None:
        self.browser = Browser(ConsoleWorld()).sign_in()
        self.program = self.browser.world.active_program()
        self.path = f"/console/programs/{self.program}/connections/4564/settings"

    def held(self) -> Any:
        return self.browser.world.call("GET", f"/api/v1/programs/{self.program}/connections/4564/settings").json


@pytest.fixture
def page() -> Page:
    return Page()


@given(settings=SETTINGS, currency=st.sampled_from(["USD", "JPY", "KWD"]))
def test_what_a_form_shows_is_what_it_writes(settings: CardSettings, currency: str) -> None:
    assert read_settings(settings_fields(settings, currency), replace(builders.program(), currency=currency)) == settings


@given(settings=SETTINGS)
def test_every_row_can_be_put_into_words(settings: CardSettings) -> None:
    assert meaning_of(builders.program(), settings, words_for("en")).endswith(".")


def test_before_there_is_a_row_the_form_writes_to_nobody_and_says_what_is_recommended(page: Page) -> None:
    shown = page.browser.get(page.path)
    assert "No settings yet" in shown.text
    assert shown.chosen("write_to_crm") == []
    assert shown.chosen("payment_gate") == ["full"]
    assert "Write to Altegio recommended: on" in shown.text
    assert "Products count like services recommended: off" in shown.text
    assert "A day recommended" in shown.text


def test_the_row_is_saved_and_said_in_words(page: Page) -> None:
    assert page.browser.send(page.path, TYPED).to == page.path
    held = page.held()
    assert (held["version"], held["count_by"], held["write_to_crm"]) == (1, "client_day", False)
    shown = page.browser.get(page.path)
    assert "The settings were saved." in shown.text
    assert "A stamp for each day with a visit. It counts when the client has come and everything is paid." in shown.text
    assert "Version 1, since 21 September 2026, 11:30" in shown.text


def test_an_unticked_box_is_off(page: Page) -> None:
    typed = {name: value for name, value in TYPED.items() if value != "on"}
    page.browser.send(page.path, typed)
    held = page.held()
    assert (held["crm_profile_wins"], held["enrol_new_crm_clients"], held["scan_excludes_crm"]) == (False, False, False)


def test_amounts_are_typed_as_money(page: Page) -> None:
    for typed in ("49.90", "49,9"):
        page.browser.send(page.path, {**TYPED, "accrual_rule.kind": "amount_over", "amount_over.amount": typed})
        assert page.held()["accrual_rule"] == {"kind": "amount_over", "amount": 4990, "inclusive": False, "stamps": 1}
    assert page.browser.get(page.path).typed("amount_over.amount") == "49.90"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"count_by": "moon"}, "count_by", "Choose one of these."),
        ({"payment_gate": "most"}, "payment_gate", "Choose one of these."),
        ({"accrual_rule.kind": "luck"}, "accrual_rule.kind", "Choose one of these."),
        ({"accrual_rule.kind": ""}, "accrual_rule.kind", "Choose one of these."),
        ({"accrual_rule.stamps": "1.5"}, "accrual_rule.stamps", "Write a whole number."),
        ({"accrual_rule.kind": "every_n"}, "every_n.amount", "Write an amount, like 50 or 49.90."),
        ({"accrual_rule.kind": "every_n", "every_n.amount": "0"}, "every_n.amount", "This must be at least 1."),
        ({"accrual_rule.kind": "amount_over", "amount_over.amount": "9.999"}, "amount_over.amount", "Write an amount"),
        ({"accrual_rule.kind": "amount_over", "amount_over.amount": "NaN"}, "amount_over.amount", "Write an amount"),
        ({"accrual_rule.kind": "items"}, "items.services", "Choose at least one."),
        ({"accrual_rule.kind": "items", "items.services": "cut"}, "items.services", "Write a whole number."),
        (
            {"accrual_rule.kind": "items", "items.services": "7", "items.products": "8"}, "items.products",
            "A product earns only with count_products.",
        ),
        ({"accrual_rule.kind": "items", "items.services": "7", "items.per": "mood"}, "items.per", "Choose one of these."),
        ({"basis": "hope"}, "basis", "Choose one of these."),
        ({"max_per_day": "0"}, "max_per_day", "This must be at least 1."),
        ({"max_per_unit": "1001"}, "max_per_unit", "This can be at most 1000."),
        ({"deliver_via_crm": "on", "write_to_crm": "on"}, "deliver_via_crm", "Not for stamp cards"),
        ({"crm_card_type": "5"}, "crm_card_type", "Only a cashback or discount program"),
        ({"services": "5"}, "services", "Only a multipass program"),
    ],
)  # fmt: skip
def test_what_cannot_be_accepted_is_said_at_its_field(page: Page, changes: dict[str, str], field: str, sentence: str) -> None:
    shown = page.browser.send(page.path, {**TYPED, "max_per_unit": "77", **changes})
    assert shown.status == 422
    assert sentence in shown.text
    if f'name="{field}"' in shown.body:  # fields of other types of programs are not on the page
        assert shown.error_at(field).startswith(sentence)
        assert shown.typed("max_per_unit") == changes.get("max_per_unit", "77")
    assert page.browser.world.call("GET", f"/api/v1/programs/{page.program}/connections/4564/settings").status == 404


def test_settings_of_a_draft_lead_to_its_activation(page: Page) -> None:
    draft = page.browser.world.program()
    path = f"/console/programs/{draft}/connections/4564/settings"
    assert "Activate it first" in page.browser.get(path).text
    answer = page.browser.send(path, TYPED)
    assert (answer.status, "activate it first" in answer.text) == (422, True)


def test_settings_belong_to_a_location_of_the_program(page: Page) -> None:
    for location in ("24697", "999", "x"):
        assert page.browser.get(f"/console/programs/{page.program}/connections/{location}/settings").status == 404
    del page.browser.world.store.connections[PLACE]
    assert page.browser.get(page.path).status == 404


def test_the_recommended_row_can_be_written_by_the_form() -> None:
    row = recommended(ProgramType.STAMP)
    assert read_settings(settings_fields(row, "USD"), builders.program()) == row


def test_a_program_of_somebody_else_has_no_settings(page: Page) -> None:
    other = Browser(page.browser.world).sign_in("tn_" + "0" * 26)
    assert MINE != "tn_" + "0" * 26
    assert other.get(page.path).status == 404
