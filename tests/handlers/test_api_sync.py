"""Client synchronisation over REST: start, follow, stop."""

import pytest

from comeback.domain.backfill import PastCard
from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import CardId, JobId, render_id
from comeback.domain.sync import SyncCounts, SyncState
from comeback.messages import SyncPageDue
from tests import builders
from tests.api_world import FOREIGN_PLACE, MINE, PLACE, ApiWorld, is_a_problem

PATH = f"/api/v1/connections/{PLACE}/sync"


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def start(world: ApiWorld) -> JobId:
    answer = world.call("POST", PATH, {})
    assert answer.status == 202, answer.text
    return JobId(answer.json["job_id"])


def test_a_job_is_queued_and_told(world: ApiWorld) -> None:
    job = start(world)
    assert world.sync_queue.sent == [SyncPageDue(MINE, PLACE, job, 1)]
    told = world.call("GET", f"/api/v1/sync/{job}").json
    assert (told["state"], told["total"], told["read"], told["location_id"]) == ("queued", None, 0, PLACE)


def test_no_body_is_as_good_as_an_empty_one(world: ApiWorld) -> None:
    assert world.call("POST", PATH).status == 202


def test_the_report_has_every_count(world: ApiWorld) -> None:
    job = start(world)
    world.sync_jobs.finish_page(MINE, job, 1, 100, SyncCounts(100, 10, 80, 4, 3, 2, 1))
    world.sync_jobs.close(MINE, job, SyncState.DONE)
    told = world.call("GET", f"/api/v1/sync/{job}").json
    assert (told["state"], told["total"], told["reason"]) == ("done", 100, "")
    counts = {"read": 100, "linked": 10, "created": 80, "without_phone": 4, "invalid_phone": 3, "duplicates": 2, "conflicts": 1}
    assert counts.items() <= told.items()


def test_a_running_job_is_answered_instead_of_a_second_one(world: ApiWorld) -> None:
    assert start(world) == start(world)


def test_a_job_is_stopped_once(world: ApiWorld) -> None:
    job = start(world)
    for _ in range(2):
        assert world.call("POST", f"/api/v1/sync/{job}/stop").json["state"] == "stopped"
    assert start(world) != job


def test_an_unknown_key_is_named(world: ApiWorld) -> None:
    answer = world.call("POST", PATH, {"speed": 9})
    is_a_problem(answer, 422)
    assert answer.fields == {"speed"}


def test_a_location_that_is_not_live_is_a_conflict(world: ApiWorld) -> None:
    world.connections.set_status(MINE, PLACE, ConnectionStatus.FROZEN)
    is_a_problem(world.call("POST", PATH, {}), 409)


def test_what_is_not_ours_is_not_found(world: ApiWorld) -> None:
    job = start(world)
    for method, path in (
        ("POST", f"/api/v1/connections/{FOREIGN_PLACE}/sync"), ("POST", "/api/v1/connections/1/sync"),
        ("GET", "/api/v1/sync/jb_00000000000000000000000000"), ("GET", "/api/v1/sync/nonsense"),
    ):  # fmt: skip
        is_a_problem(world.call(method, path), 404)
    for method, path in (("GET", f"/api/v1/sync/{job}"), ("POST", f"/api/v1/sync/{job}/stop"), ("POST", PATH)):
        is_a_problem(world.call(method, path, key=world.other_key), 404)


def test_nobody_gets_in_without_a_key(world: ApiWorld) -> None:
    is_a_problem(world.call("POST", PATH, {}, key=None), 401)


SINCE = "2026-09-01"


def a_preview(world: ApiWorld, rows: int = 3) -> JobId:
    """One that has come to its end."""
    job = JobId(world.call("POST", PATH, {"backfill_from": SINCE, "preview": True, "backfill_cap": 9}).json["job_id"])
    world.sync_jobs.finish_page(MINE, job, 1, 1, SyncCounts(read=1))
    for number in range(1, 21):
        world.sync_jobs.finish_day(MINE, job, number)
    cards = [PastCard(CardId(render_id("cd", number, bytes(10))), builders.PROGRAM, 10, 23, 2, 7, 1) for number in range(rows)]
    world.sync_jobs.finish_cards(MINE, job, "1", cards)
    world.sync_jobs.close(MINE, job, SyncState.PREVIEWED)
    return job


def test_a_plain_report_has_no_past(world: ApiWorld) -> None:
    told = world.call("GET", f"/api/v1/sync/{start(world)}").json
    assert (told["preview"], told["backfill"]) == (False, None)


def test_a_backfill_is_queued_with_its_wish_and_tells_where_it_is(world: ApiWorld) -> None:
    job = world.call("POST", PATH, {"backfill_from": SINCE}).json["job_id"]
    assert world.call("GET", f"/api/v1/sync/{job}").json["backfill"] == {
        "from": SINCE, "cap": None, "phase": "clients", "previewed": False, "committed": False, "days_total": 20,
        "days_read": 0, "cards": 0, "stamps": 0, "given_before": 0, "to_give": 0, "new_rewards": 0,
    }  # fmt: skip


def test_a_preview_has_sums_and_a_row_for_each_card(world: ApiWorld) -> None:
    job = a_preview(world)
    told = world.call("GET", f"/api/v1/sync/{job}").json
    assert (told["state"], told["preview"], told["backfill"]["phase"]) == ("done", True, "cards")
    assert (told["backfill"]["previewed"], told["backfill"]["committed"]) == (True, False)
    sums = {"cards": 3, "stamps": 69, "given_before": 6, "to_give": 21, "new_rewards": 3, "cap": 9, "days_read": 20}
    assert sums.items() <= told["backfill"].items()
    page = world.call("GET", f"/api/v1/sync/{job}/cards", query="limit=2").json
    assert page["items"][0] == {
        "card_id": render_id("cd", 0, bytes(10)), "program_id": builders.PROGRAM, "stamps": 23, "rewards": 2, "capped": 9,
        "given_before": 2, "to_give": 7, "new_rewards": 1,
    }  # fmt: skip
    rest = world.call("GET", f"/api/v1/sync/{job}/cards", query=f"limit=2&cursor={page['next_cursor']}").json
    assert (len(rest["items"]), rest["next_cursor"]) == (1, None)
    is_a_problem(world.call("GET", f"/api/v1/sync/{job}/cards", query="cursor=nonsense"), 422)


def test_a_preview_is_committed_and_a_repeat_is_answered_as_it_is(world: ApiWorld) -> None:
    job = a_preview(world)
    for _ in range(2):
        answer = world.call("POST", f"/api/v1/sync/{job}/commit")
        assert (answer.status, answer.json["backfill"]["committed"]) == (202, True)
        assert not answer.json["backfill"]["previewed"]


def test_what_is_no_preview_cannot_be_committed(world: ApiWorld) -> None:
    is_a_problem(world.call("POST", f"/api/v1/sync/{start(world)}/commit"), 409)


def test_a_dry_run_does_not_stand_for_a_synchronisation(world: ApiWorld) -> None:
    world.call("POST", PATH, {"preview": True})
    is_a_problem(world.call("POST", PATH, {}), 409)


def test_another_wish_while_a_job_runs_is_a_conflict(world: ApiWorld) -> None:
    job = start(world)
    is_a_problem(world.call("POST", PATH, {"backfill_from": SINCE}), 409)
    assert start(world) == job


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"backfill_from": "2026-09-22"}, "backfill_from"), ({"backfill_from": "2023-09-20"}, "backfill_from"),
        ({"backfill_from": "yesterday"}, "backfill_from"), ({"backfill_from": 20260901}, "backfill_from"),
        ({"backfill_from": SINCE, "backfill_cap": 0}, "backfill_cap"), ({"backfill_cap": 5}, "backfill_cap"),
        ({"preview": "yes"}, "preview"),
    ],
)  # fmt: skip
def test_a_wish_that_cannot_be_is_named(world: ApiWorld, body: dict[str, object], field: str) -> None:
    answer = world.call("POST", PATH, body)
    is_a_problem(answer, 422)
    assert answer.fields == {field}
    assert not world.sync_queue.sent


def test_the_past_of_another_tenants_clients_is_not_found(world: ApiWorld) -> None:
    job = a_preview(world)
    for method, path in (("GET", f"/api/v1/sync/{job}/cards"), ("POST", f"/api/v1/sync/{job}/commit")):
        is_a_problem(world.call(method, path, key=world.other_key), 404)
        is_a_problem(world.call(method, path.replace(job, "jb_00000000000000000000000000")), 404)
