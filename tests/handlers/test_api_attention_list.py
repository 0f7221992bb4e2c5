"""One list of all that a person must look at, and the answers that close an item."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from comeback.adapters.words import words_for
from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.connection import ConnectionStatus
from comeback.domain.errors import StateConflicted
from comeback.domain.ids import EntryId, TenantId
from comeback.domain.ledger import Actor, Cause, Entry
from comeback.domain.question import Question
from comeback.ports.ledger import Posting
from comeback.usecases.list_attention import Matter
from comeback.usecases.move_balance import Asked
from comeback.web.attention_texts import TITLES, text_of
from tests import builders
from tests.api_balances import answer_attention
from tests.api_world import FOREIGN_PLACE, MINE, NOW, PLACE, SECOND, THEIRS, Answered, is_a_problem
from tests.handlers.counter import Desk

MASKED = AttentionItem(AttentionKind.MASKED_PHONES, str(PLACE), NOW, location_id=PLACE, facts={"clients": 3})
LATE = AttentionItem(
    AttentionKind.PAID_NOT_ARRIVED, "4564|9", NOW - timedelta(hours=1), location_id=PLACE, facts={"visit_id": 9}
)  # fmt: skip
MOVED = AttentionItem(
    AttentionKind.PHONE_CHANGED, "cu", NOW - timedelta(days=1), customer_id=builders.CUSTOMER, answers=("merge", "keep", "done")
)  # fmt: skip


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(scope="module")
def filled() -> Desk:
    """Only looked at."""
    desk = Desk()
    fill(desk)
    return desk


def fill(desk: Desk) -> None:
    """Two missing rights, two questions, three things noticed; and a right, a question and a thing of somebody else."""
    world = desk.world
    for place, rights in ((PLACE, ["client_phones_access"]), (SECOND, ["records"])):
        world.connections.set_status(MINE, place, ConnectionStatus.ATTENTION, rights)
    world.connections.set_status(THEIRS, FOREIGN_PLACE, ConnectionStatus.ATTENTION, ["records"])
    for number in (1, 2):
        ask(desk, number)
    for item in (MASKED, LATE, MOVED):
        world.attention.notice(MINE, item)
    world.attention.notice(THEIRS, replace(MASKED, subject="theirs"))


def ask(desk: Desk, number: int) -> None:
    head = desk.world.store.cards[desk.ref]
    cause = Cause(PLACE, (), "webhook")
    question = Question(EntryId(f"en_{number:026d}"), head.id, head.customer_id, head.program_id, 2, cause, NOW)
    desk.world.ledger.commit(MINE, [], [Posting(head, head, (), asked=(question,))])


def listed(desk: Desk, query: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = desk.world.call("GET", "/api/v1/attention", query=query).json["items"]
    return items


def answer(desk: Desk, item: str, what: str, **more: Any) -> Answered:
    return desk.world.call("POST", f"/api/v1/attention/{item}/answer", {"answer": what}, **more)


def test_all_kinds_stand_in_one_list_what_stops_the_counting_first_and_the_longest_waiting_before_others(desk: Desk) -> None:
    fill(desk)
    assert [(one["kind"], one["location_id"]) for one in listed(desk)] == [
        ("missing_rights", SECOND), ("missing_rights", PLACE), ("redeemed_then_refunded", PLACE),
        ("redeemed_then_refunded", PLACE), ("phone_changed", None), ("paid_not_arrived", PLACE), ("masked_phones", PLACE),
    ]  # fmt: skip


@pytest.mark.parametrize("limit", range(1, 9))
@pytest.mark.parametrize("kind", ["", *(kind.value for kind in AttentionKind)])
def test_pages_of_any_size_bring_each_item_once(filled: Desk, limit: int, kind: str) -> None:
    chosen = f"kind={kind}&" if kind else ""
    whole = [one["id"] for one in listed(filled, f"{chosen}limit=200")]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = filled.world.call(
            "GET", "/api/v1/attention", query=f"{chosen}limit={limit}" + (f"&cursor={cursor}" if cursor else "")
        ).json
        assert len(page["items"]) <= limit
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert seen == whole


def test_a_kind_has_its_own_items_only(desk: Desk) -> None:
    fill(desk)
    noticed = AttentionItem(AttentionKind.REDEEMED_THEN_REFUNDED, "en", NOW, facts={"stamps": 1, "policy": "debt"})
    desk.world.attention.notice(MINE, noticed)
    assert [one["location_id"] for one in listed(desk, "kind=missing_rights")] == [SECOND, PLACE]
    assert [one["id"] for one in listed(desk, "kind=paid_not_arrived")] == [LATE.id]
    assert [one["answers"] for one in listed(desk, "kind=redeemed_then_refunded")] == [["forgive", "debt"]] * 2 + [["done"]]
    assert desk.world.call("GET", "/api/v1/attention", query="kind=nothing").fields == {"kind"}


@pytest.mark.parametrize("cursor", ["x", "rights", "noticed:nonsense", ":", "elsewhere:1"])
def test_what_is_no_cursor_of_the_list_is_refused(desk: Desk, cursor: str) -> None:
    answered = desk.world.call("GET", "/api/v1/attention", query=f"kind=drift&cursor={cursor}")
    assert (answered.status, answered.fields) == (422, {"cursor"})


def test_a_missing_right_is_listed_with_the_place_where_it_is_granted_until_it_works(desk: Desk) -> None:
    desk.world.connections.set_status(MINE, PLACE, ConnectionStatus.ATTENTION, ["client_phones_access"])
    (item,) = listed(desk)
    where = "Altegio → Settings → Users → the user of the application → Clients → Phone numbers"
    assert item["facts"] == {
        "right": "client_phones_access", "right_name": "Phones of clients", "why": "to recognise a client by phone",
        "where": where,
    }  # fmt: skip
    assert item["text"] == (
        f"In La Visage Altegio does not grant us “Phones of clients” (to recognise a client by phone): switch it on at {where}."
    )
    assert (item["answers"], item["card_id"], item["program_id"], item["customer_id"]) == ([], None, None, None)
    assert answer(desk, item["id"], "done").status == 404
    desk.world.connections.set_status(MINE, PLACE, ConnectionStatus.ACTIVE)
    assert listed(desk) == []


def test_a_location_that_is_not_live_wants_nothing(desk: Desk) -> None:
    desk.world.connections.set_status(MINE, PLACE, ConnectionStatus.UNINSTALLED, ["records"])
    assert listed(desk) == []


def test_an_item_that_is_done_is_gone_until_it_is_noticed_again(desk: Desk) -> None:
    desk.world.attention.notice(MINE, MASKED)
    done = answer(desk, MASKED.id, "done")
    assert (done.status, done.json) == (200, {"id": MASKED.id, "answer": "done", "entry": None})
    assert listed(desk) == []
    assert answer(desk, MASKED.id, "done").status == 404
    again = replace(MASKED, noticed_at=NOW + timedelta(days=1))
    desk.world.attention.notice(MINE, again)
    assert [(one["id"], one["noticed_at"]) for one in listed(desk)] == [(MASKED.id, "2026-09-22T15:30:00Z")]


def test_an_item_takes_only_its_own_answers_and_only_from_its_tenant(desk: Desk) -> None:
    desk.world.attention.notice(MINE, MOVED)
    assert answer(desk, MOVED.id, "forgive", idempotency_key="a").fields == {"answer"}
    assert answer(desk, MOVED.id, "Keep!").fields == {"answer"}
    is_a_problem(answer(desk, MOVED.id, "done", key=desk.world.other_key), 404)
    is_a_problem(answer(desk, "at_1", "done"), 404)
    is_a_problem(answer(desk, MOVED.id, "merge"), 400)
    assert [one["id"] for one in listed(desk)] == [MOVED.id]


def test_the_answers_of_a_kind_are_done_by_its_own_use_case_before_the_item_is_closed(desk: Desk) -> None:
    taken: list[tuple[str, str]] = []

    def take(_tenant: TenantId, _asked: Asked, item: AttentionItem, what: str) -> Entry | None:
        if not taken:
            taken.append((item.id, "refused"))
            raise StateConflicted("not now")
        taken.append((item.id, what))
        return None

    settle = replace(answer_attention(desk.world), takers={AttentionKind.PHONE_CHANGED: take})
    desk.world.attention.notice(MINE, MOVED)
    asked = Asked(Actor("person", "1"), "a")
    with pytest.raises(StateConflicted):
        settle(MINE, asked, MOVED.id, "keep")
    assert [one["id"] for one in listed(desk)] == [MOVED.id]
    settle(MINE, asked, MOVED.id, "keep")
    assert (taken, listed(desk)) == ([(MOVED.id, "refused"), (MOVED.id, "keep")], [])
    desk.world.attention.notice(MINE, MOVED)
    settle(MINE, asked, MOVED.id, "done")
    assert (len(taken), listed(desk)) == (2, [])


@pytest.mark.parametrize("kind", list(AttentionKind))
def test_every_kind_has_a_title_and_one_sentence_even_without_facts(kind: AttentionKind) -> None:
    text = text_of(Matter(AttentionItem(kind, "x", NOW)), words_for("en"))
    assert TITLES[kind]
    assert text.endswith(".")
    assert ". " not in text
    assert "{" not in text
