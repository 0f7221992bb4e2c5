"""Previews of settings and recalculations over REST: start, follow, commit, look at the cards."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from comeback.domain.day import Day
from comeback.domain.ids import render_id
from comeback.domain.visit import Place
from comeback.messages import RecalculationPageDue
from tests import builders
from tests.api_recalculations import page_worker
from tests.api_world import FOREIGN_PLACE, MINE, PLACE, SECOND, Answered, ApiWorld, is_a_problem
from tests.memory.ledger import StoredDay

INTERVAL = {"from": "2026-09-21", "to": "2026-09-22"}
UNKNOWN = render_id("jb", 99, bytes(10))


@dataclass
class Shop:
    """Jane came on the day of her card. Her visit was read, and nothing was booked for it."""

    world: ApiWorld = field(default_factory=ApiWorld)

    def __post_init__(self) -> None:
        self.program = self.world.active_program()
        self.call("PUT", self.settings(), {})
        self.card = self.world.enrol(self.program)["id"]
        ((_, customer, _),) = self.world.store.cards
        day = Day((builders.visit(builders.paid()),))
        self.world.store.days[MINE, Place(customer, builders.DAY)] = StoredDay(1, day)
        self.world.clock.pass_by(timedelta(days=1))

    def call(self, method: str, path: str, body: object = None, **more: Any) -> Answered:
        return self.world.call(method, path, body, **more)

    @property
    def all(self) -> str:
        return f"/api/v1/programs/{self.program}/recalculations"

    def one(self, job: str) -> str:
        return f"/api/v1/programs/{self.program}/recalculations/{job}"

    def cards(self, job: str) -> str:
        return f"/api/v1/programs/{self.program}/recalculations/{job}/cards"

    def commit(self, job: str, **more: Any) -> Answered:
        return self.call("POST", f"/api/v1/programs/{self.program}/recalculations/{job}/commit", **more)

    def settings(self, location: int = PLACE) -> str:
        return f"/api/v1/programs/{self.program}/connections/{location}/settings"

    def start(self, **changes: Any) -> str:
        answer = self.call("POST", self.all, {**INTERVAL, **changes})
        assert answer.status == 202, answer.text
        return str(answer.json["job_id"])

    def work(self) -> None:
        while self.world.sync_queue.sent:
            message = self.world.sync_queue.sent.pop(0)
            assert isinstance(message, RecalculationPageDue)
            page_worker(self.world)(message)

    def read(self, job: str) -> Any:
        return self.call("GET", self.one(job)).json

    def stamps(self) -> int:
        return int(self.world.call("GET", f"/api/v1/cards/{self.card}").json["balance"]["value"])


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_preview_is_computed_and_books_nothing(shop: Shop) -> None:
    job = shop.start()
    told = shop.read(job)
    assert (told["id"], told["state"], told["program_id"], told["location_id"]) == (job, "previewing", shop.program, None)
    assert (told["from"], told["to"], told["booked"], told["committed_at"]) == ("2026-09-21", "2026-09-22", None, None)
    shop.work()
    told = shop.read(job)
    assert (told["state"], told["as_of"], told["expires_at"]) == ("ready", "2026-09-22T15:30:00Z", "2026-09-23T15:30:00Z")
    sums = {"cards": 1, "changed": 1, "up": 1, "down": 0, "rewards_won": 0, "into_debt": 0}
    assert sums.items() <= told["preview"].items()
    assert shop.stamps() == 0


def test_the_commit_books_it_once(shop: Shop) -> None:
    job = shop.start(location_id=PLACE)
    shop.work()
    for state in ("committing", "done"):
        answer = shop.commit(job)
        assert (answer.status, answer.json["state"]) == (202, state)
        shop.work()
    told = shop.read(job)
    assert (told["booked"], told["location_id"]) == (told["preview"], PLACE)
    assert (shop.stamps(), told["committed_at"]) == (1, "2026-09-22T15:30:00Z")


def test_the_cards_tell_what_was_previewed_and_booked(shop: Shop) -> None:
    job = shop.start()
    shop.work()
    path = shop.cards(job)
    up = {"up": 1, "down": 0, "forgiven": 0, "rewards_won": 0, "rewards_lost": 0, "debt": 0}
    card = {"card_id": shop.card, "balance_before": 0, "balance_after": 1, "preview": up, "changed_meanwhile": False}
    assert shop.call("GET", path).json == {"items": [{**card, "booked": None}], "next_cursor": None}
    shop.commit(job)
    shop.work()
    assert shop.call("GET", path, query="limit=1").json["items"] == [{**card, "booked": up}]
    is_a_problem(shop.call("GET", path, query="cursor=nonsense"), 422)


def test_the_newest_jobs_are_listed_first(shop: Shop) -> None:
    first, second = shop.start(), shop.start()
    listed = shop.call("GET", shop.all).json
    assert ([job["id"] for job in listed["items"]], listed["next_cursor"]) == ([second, first], None)


def test_who_previewed_and_who_committed_is_in_the_audit_trail(shop: Shop) -> None:
    job = shop.start()
    shop.work()
    shop.commit(job)
    records = [record for record in shop.world.store.trail[MINE] if record.action.startswith("recalculation.")]
    assert [(record.action, record.subject) for record in records] == [
        ("recalculation.previewed", job), ("recalculation.committed", job),
    ]  # fmt: skip
    assert records[1].details == {"program_id": shop.program}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"from", "to"}),
        ({"from": "2026-09-22", "to": "2026-09-22"}, {"to"}),
        ({"from": "2026-09-21", "to": "2027-09-22"}, {"to"}),
        ({"from": "21.9.2026", "to": "2026-09-22"}, {"from"}),
        ({**INTERVAL, "location_id": SECOND}, {"location_id"}),
        ({**INTERVAL, "location_id": "4564"}, {"location_id"}),
        ({**INTERVAL, "hurry": True}, {"hurry"}),
    ],
)
def test_an_impossible_interval_is_refused(shop: Shop, body: dict[str, Any], fields: set[str]) -> None:
    answer = shop.call("POST", shop.all, body)
    is_a_problem(answer, 422)
    assert answer.fields == fields


def test_what_is_not_ready_or_too_old_is_a_conflict(shop: Shop) -> None:
    job = shop.start()
    is_a_problem(shop.commit(job), 409)
    shop.work()
    shop.world.clock.pass_by(timedelta(days=1))
    assert shop.read(job)["state"] == "expired"
    is_a_problem(shop.commit(job), 409)
    shop.call("POST", f"/api/v1/programs/{shop.program}/pause")
    is_a_problem(shop.call("POST", shop.all, INTERVAL), 409)


def test_jobs_of_others_are_not_there(shop: Shop) -> None:
    job = shop.start()
    shop.work()
    for key, number in ((shop.world.other_key, job), (shop.world.key, UNKNOWN), (shop.world.key, "nonsense")):
        is_a_problem(shop.call("GET", shop.one(number), key=key), 404)
        is_a_problem(shop.call("GET", shop.cards(number), key=key), 404)
        is_a_problem(shop.commit(number, key=key), 404)
    is_a_problem(shop.call("POST", shop.all, INTERVAL, key=shop.world.other_key), 404)
    is_a_problem(shop.call("GET", shop.all, key=shop.world.other_key), 404)
    assert shop.read(job)["state"] == "ready"


def preview(shop: Shop, body: object, location: int = PLACE, **more: Any) -> Answered:
    return shop.call("POST", f"/api/v1/programs/{shop.program}/connections/{location}/settings/preview", body, **more)


def test_settings_are_previewed_on_the_visits_of_the_last_days(shop: Shop) -> None:
    answer = preview(shop, {"accrual_rule": {"kind": "completed", "stamps": 3}, "days": 2})
    assert answer.status == 200, answer.text
    assert answer.json == {
        "from": "2026-09-21", "to": "2026-09-23", "cards": 1, "complete": True, "visits": 1,
        "stamps": {"before": 1, "after": 3}, "rewards": {"before": 0, "after": 0}, "cards_changed": 1, "days_changed": 1,
        "examples": [
            {"card_id": shop.card, "before": 1, "after": 3, "days": [{"date": "2026-09-21", "before": 1, "after": 3}]},
        ],
    }  # fmt: skip
    held = shop.call("GET", shop.settings()).json
    assert (held["version"], held["accrual_rule"]["stamps"], shop.stamps()) == (1, 1, 0)


def test_what_was_read_can_be_previewed(shop: Shop) -> None:
    held = shop.call("GET", shop.settings()).json
    told = preview(shop, held).json
    assert (told["from"], told["stamps"], told["examples"]) == ("2026-08-24", {"before": 1, "after": 1}, [])


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"days": 0}, {"days"}),
        ({"days": 91}, {"days"}),
        ({"days": "30"}, {"days"}),
        ({"count_by": "moon"}, {"count_by"}),
        ({"crm_card_type": 5}, {"crm_card_type"}),
        ({"location_id": 1}, {"location_id"}),
    ],
)
def test_settings_that_cannot_hold_are_refused(shop: Shop, body: dict[str, Any], fields: set[str]) -> None:
    answer = preview(shop, body)
    is_a_problem(answer, 422)
    assert answer.fields == fields


def test_settings_are_previewed_only_at_ones_own_locations(shop: Shop) -> None:
    is_a_problem(preview(shop, {}, key=shop.world.other_key), 404)
    for location in (SECOND, FOREIGN_PLACE):
        is_a_problem(preview(shop, {}, location), 404)
