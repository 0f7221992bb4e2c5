"""Balances that an owner puts right by hand."""

import re

import pytest

from comeback.domain.ids import render_id
from tests.api_world import PLACE
from tests.console_world import Shop


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_balance_is_corrected_with_a_reason_and_by_whom_is_kept(shop: Shop) -> None:
    assert shop.adjust("+12").to == shop.path
    text = shop.page()
    assert "The balance was corrected." in text
    assert "2 of 10 stamps, 1 reward to hand out" in text
    assert "Corrected by hand by you: Sorry" in text
    assert shop.entries()[0]["actor"] == {"kind": "person", "id": "1"}


def test_a_form_that_is_sent_twice_moves_the_balance_once(shop: Shop) -> None:
    shop.adjust("2")
    shop.adjust("2")
    assert [entry["amount"] for entry in shop.entries()] == [2]
    shop.adjust("2", key="a-key-of-another-form")
    assert [entry["amount"] for entry in shop.entries()] == [2, 2]
    first, second = (shop.browser.get(shop.path) for _ in range(2))
    keys = [re.findall(r'name="request_key" value="([^"]+)"', page.body) for page in (first, second)]
    assert len({*keys[0], *keys[1]}) == len(keys[0]) + len(keys[1])


@pytest.mark.parametrize("key", ["", "short", "é" * 20, "x" * 200])
def test_a_form_without_a_key_of_its_own_moves_nothing(shop: Shop, key: str) -> None:
    assert shop.adjust("2", key=key).status == 403
    assert shop.entries() == []


@pytest.mark.parametrize(
    ("amount", "reason", "field", "sentence"),
    [
        ("-1", "Sorry", "adjust.amount", "The balance is 0: it cannot be taken below zero."),
        ("0", "Sorry", "adjust.amount", "An adjustment of nothing is none."),
        ("two", "Sorry", "adjust.amount", "Write a whole number."),
        ("", "Sorry", "adjust.amount", "This is required."),
        ("2", "", "adjust.reason", "This is required."),
        ("2", "x" * 501, "adjust.reason", "At most 500 characters fit."),
    ],
)
def test_a_correction_that_cannot_be_is_said_at_its_field(
    shop: Shop, amount: str, reason: str, field: str, sentence: str
) -> None:
    page = shop.adjust(amount, reason)
    assert (page.status, page.error_at(field)) == (422, sentence)
    assert (page.typed("adjust.amount"), page.typed("adjust.reason")) == (amount, reason)
    assert shop.entries() == []


def test_a_reward_is_handed_out_and_given_back_once(shop: Shop) -> None:
    assert (page := shop.redeem()).status == 409
    assert "The card has 0 of the 1 rewards asked for." in page.text
    shop.adjust("12")
    assert shop.redeem().to == shop.path
    assert "The reward was handed out." in shop.page()
    redemption = shop.entries()[0]["id"]
    assert "Give back" in shop.page()
    page = shop.give_back(redemption, "")
    assert (page.status, page.error_at(f"give_back-{redemption}.reason")) == (422, "This is required.")
    assert "<details open>" in page.body
    assert shop.give_back(redemption).to == shop.path
    text = shop.page()
    assert "Reward given back by you: A mistake" in text
    assert "2 of 10 stamps, 1 reward to hand out" in text
    assert "Why it is given back" not in text
    page = shop.give_back(redemption, key="a-key-of-another-form")
    assert (page.status, "This redemption was given back before." in page.text) == (409, True)


def test_rewards_are_whole(shop: Shop) -> None:
    page = shop.redeem("half")
    assert (page.status, page.error_at("redeem.rewards"), page.typed("redeem.rewards")) == (422, "Write a whole number.", "half")


@pytest.mark.parametrize("entry", ["x", render_id("en", 1, bytes(10))])
def test_what_is_no_redemption_cannot_be_given_back(shop: Shop, entry: str) -> None:
    assert shop.give_back(entry).status == 404


def test_a_card_is_blocked_and_opened_again(shop: Shop) -> None:
    form = {"form": "status", "status.reason": "Lost phone"}
    assert shop.move(f"{shop.path}/block", form).to == shop.path
    text = shop.page()
    assert "Blocked by you, 21 September 2026, 11:30: Lost phone" in text
    assert "Correct the balance" not in text
    assert shop.move(f"{shop.path}/unblock", form).to == shop.path
    assert "The card is open again." in shop.page()
    page = shop.move(f"{shop.path}/block", {"form": "status", "status.reason": ""})
    assert (page.status, page.error_at("status.reason")) == (422, "This is required.")
    page = shop.move(f"{shop.path}/unblock", {"form": "status"})
    assert page.status == 422


def test_a_card_whose_link_leaked_gets_new_ones(shop: Shop) -> None:
    link = re.compile(r'/c/([^"/]+)"')
    before = link.findall(shop.browser.get(shop.path).body)
    assert shop.move(f"/console/cards/{shop.card}/links", {}).to == shop.path
    assert "The card has new links." in shop.page()
    after = link.findall(shop.browser.get(shop.path).body)
    assert (len(before), len(after)) == (1, 1)
    assert before != after


def test_a_queue_that_refuses_is_said_and_the_form_can_be_sent_again(shop: Shop) -> None:
    form = {"form": "status", "status.reason": "Found"}
    shop.move(f"{shop.path}/block", form)
    shop.world.queue.refuses = True
    page = shop.move(f"{shop.path}/unblock", form)
    assert (page.status, "please send it again" in page.text) == (503, True)


def test_an_owner_who_is_gone_moves_nothing(shop: Shop) -> None:
    shop.world.store.tenants.clear()
    assert shop.adjust("2").status == 404


def test_a_reached_milestone_is_handed_out_with_one_press(shop: Shop) -> None:
    shop.world.call("PATCH", f"/api/v1/programs/{shop.program}", {"milestones": [{"at": 2, "title": "Coffee"}]})
    assert "not reached" in shop.page()
    shop.world.call(
        "POST", f"/api/v1/cards/{shop.card}/scans", {"stamps": 2, "location_id": PLACE}, idempotency_key="two"
    )  # fmt: skip
    assert "Hand out Coffee" in shop.page()
    path = f"/console/cards/{shop.card}/milestones/2/redemptions"
    assert shop.move(path, {"form": "milestone-2"}).to == shop.path
    text = shop.page()
    assert "handed out" in text
    assert "Hand out Coffee" not in text
    assert shop.move(path, {"form": "milestone-2"}, key="a-key-of-another-form").status == 409
