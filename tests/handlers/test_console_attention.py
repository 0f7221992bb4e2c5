"""The owner's pages of what to look at, and of who changed what."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import EntryId, TrailId
from comeback.domain.ledger import Actor, Cause
from comeback.domain.question import Question
from comeback.domain.trail import TrailRecord
from comeback.ports.ledger import Posting
from tests.api_world import MINE, NOW, PLACE
from tests.console_world import Shop

ITEM = AttentionItem(AttentionKind.MASKED_PHONES, str(PLACE), NOW, location_id=PLACE, facts={"clients": 3})
QUESTION = EntryId("en_" + "0" * 25 + "7")
PATH = "/console/attention"
KEY = "a-key-of-this-one-form"


@pytest.fixture
def shop() -> Shop:
    return Shop()


def ask(shop: Shop) -> None:
    """The card owes two stamps."""
    head = next(iter(shop.world.store.cards.values()))
    question = Question(QUESTION, head.id, head.customer_id, head.program_id, 2, Cause(PLACE, (), "webhook"), NOW)
    shop.world.ledger.commit(MINE, [], [Posting(replace(head, balance=-2), head, (), asked=(question,))])


def test_who_has_nothing_to_look_at_is_told_so(shop: Shop) -> None:
    page = shop.browser.get(PATH)
    assert "Nothing waits for you." in page.text
    assert 'class="count"' not in page.body


def test_each_item_says_what_is_the_matter_and_offers_its_answers(shop: Shop) -> None:
    shop.world.connections.set_status(MINE, PLACE, ConnectionStatus.ATTENTION, ["records"])
    shop.world.attention.notice(MINE, ITEM)
    ask(shop)
    page = shop.browser.get(PATH)
    assert "In La Visage Altegio does not grant us “Reading bookings”" in page.text
    assert "hides phone numbers of clients in La Visage from us, 3 so far" in page.text
    assert re.findall(r'name="answer" value="(\w+)"', page.body) == ["forgive", "debt", "done"]
    assert f'href="/console/cards/{shop.card}"' in page.body
    assert "Attention 3 open" in page.text


def test_every_page_says_how_many_items_are_open(shop: Shop) -> None:
    for number in range(120):
        shop.world.attention.notice(MINE, replace(ITEM, subject=str(number)))
    assert "Attention 99+ open" in shop.browser.get("/console/cards").text
    page = shop.browser.get(PATH)
    (more,) = re.findall(r'href="(/console/attention\?cursor=[^"]+)"', page.body)
    assert page.body.count("<h2") == shop.browser.get(more.replace("%3A", ":").replace("%40", "@")).body.count("<h2") == 50


def test_a_button_closes_the_item_and_the_trail_tells_of_it(shop: Shop) -> None:
    shop.world.attention.notice(MINE, ITEM)
    form = {"answer": "done", "request_key": KEY}
    assert shop.browser.send(f"{PATH}/{ITEM.id}/answer", form).to == PATH
    page = shop.browser.get(PATH)
    assert "The item is off the list." in page.text
    assert "Nothing waits for you." in page.text
    assert shop.browser.send(f"{PATH}/{ITEM.id}/answer", form).status == 404
    trail = shop.browser.get("/console/trail").text
    assert "Answered an attention item" in trail
    assert "answer: done" in trail


def test_stamps_are_forgiven_once_however_often_the_button_is_pressed(shop: Shop) -> None:
    ask(shop)
    form = {"answer": "forgive", "request_key": KEY}
    for _ in range(2):
        assert shop.browser.send(f"{PATH}/{QUESTION}/answer", form).to == PATH
    assert [(entry["kind"], entry["amount"], entry["actor"]) for entry in shop.entries()] == [
        ("adjustment", 2, {"kind": "person", "id": "1"})
    ]


def test_an_answer_that_the_item_does_not_take_shows_the_list_again(shop: Shop) -> None:
    shop.world.attention.notice(MINE, ITEM)
    page = shop.browser.send(f"{PATH}/{ITEM.id}/answer", {"answer": "merge", "request_key": KEY})
    assert page.status == 422
    assert "This item takes one of: done." in page.text
    assert "hides phone numbers" in page.text
    assert shop.browser.send(f"{PATH}/{ITEM.id}/answer", {"answer": "done"}).status == 403


def test_what_an_owner_does_in_the_browser_is_noted_with_what_it_was_before(shop: Shop) -> None:
    shop.browser.send(f"/console/cards/{shop.card}/block", {"form": "block", "block.reason": "Jane Doe lost it"})
    shop.browser.send(f"/console/programs/{shop.program}/pause")
    shop.browser.send("/console/connections/4564/sync")
    shop.browser.send("/console/keys")
    job, key = shop.world.sync_queue.sent[-1].job_id, shop.world.api_keys.of_tenant(MINE)[-1].id
    records = shop.world.trail.records(MINE, 4, None)[0][::-1]
    assert [(one.action, one.subject, one.actor) for one in records] == [
        ("card.blocked", shop.card, Actor("person", "1")), ("program.paused", shop.program, Actor("person", "1")),
        ("sync.started", job, Actor("person", "1")), ("key.created", key, Actor("person", "1")),
    ]  # fmt: skip
    page = shop.browser.get("/console/trail")
    assert "status: active → paused" in page.text
    assert "The owner (Altegio user 1)" in page.text
    assert f'href="/console/programs/{shop.program}"' in page.body
    assert "Jane" not in page.text


def test_a_program_made_in_the_browser_is_noted_under_its_id(shop: Shop) -> None:
    form = {
        "title": "Five colours", "size": "5", "reward.title": "A colour", "locations": "4564", "currency": "USD", "locale": "en",
        "lookback_days": "0", "reversal_policy": "debt", "validity.kind": "unlimited", "stamp_expiry.kind": "unlimited",
        "ready": "salon",
    }  # fmt: skip
    made = shop.browser.send("/console/programs", form).to.rpartition("/")[2]
    assert shop.world.trail.records(MINE, 1, None)[0][0].subject == made
    refused = shop.browser.send("/console/programs", {**form, "size": "0"})
    assert refused.status == 422
    assert shop.world.trail.records(MINE, 1, None)[0][0].subject == made


def test_everybody_who_may_change_something_has_a_name_on_the_page(shop: Shop) -> None:
    for number, kind in enumerate(("job", "operator", "api_key")):
        actor = Actor(kind, f"x{number}")  # type: ignore[arg-type]  # a loop variable is no literal
        details = {"a.before": 1, "b.after": 2}
        at = NOW + timedelta(hours=number)
        record = TrailRecord(TrailId(f"tr_{number:026d}"), at, actor, "thing.looked_at", "x", details)
        shop.world.trail.note(MINE, record)
    text = shop.browser.get("/console/trail").text
    assert "Comeback itself" in text
    assert "Comeback's operator (key x1)" in text
    assert "Key x2" in text
    assert "Thing looked at" in text
    assert "a: 1 → nothing b: 2" in text


def test_old_changes_are_on_further_pages(shop: Shop) -> None:
    for _ in range(60):
        shop.browser.send(f"/console/programs/{shop.program}/pause")
        shop.browser.send(f"/console/programs/{shop.program}/activate")
    page = shop.browser.get("/console/trail")
    assert page.body.count("<h2>") == 50
    (older,) = re.findall(r'href="(/console/trail\?cursor=[^"]+)"', page.body)
    assert shop.browser.get(older.replace("%40", "@")).body.count("<h2>") == 50
