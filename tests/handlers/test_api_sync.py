"""Client synchronisation over REST: start, follow, stop."""

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import JobId
from comeback.domain.sync import SyncCounts, SyncState
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
    assert [(message.job_id, message.page) for message in world.sync_queue.sent] == [(job, 1)]
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
