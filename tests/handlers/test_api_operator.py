"""The operator's calls: event in, response out."""

import pytest

from comeback.domain.ids import render_id
from tests.api_world import BASE, MINE, OPERATOR_KEYS, THEIRS, ApiWorld, is_a_problem

PROGRAMS = "/api/v1/programs"
NOBODY = render_id("tn", 99, bytes(10))


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


@pytest.mark.parametrize("key", OPERATOR_KEYS)
def test_two_operator_keys_are_valid(world: ApiWorld, key: str) -> None:
    assert world.call("GET", "/operator/v1/tenants", key=key).status == 200


def test_a_key_is_made_shown_once_used_and_revoked(world: ApiWorld) -> None:
    made = world.operate("POST", f"/tenants/{MINE}/api-keys")
    assert made.status == 201
    assert set(made.json) == {"id", "key"}
    assert made.headers["cache-control"] == "no-store"
    key = made.json["key"]
    assert key.startswith("cb_")
    assert key not in repr(world.store)
    assert world.call("GET", PROGRAMS, key=key).status == 200
    is_a_problem(world.operate("DELETE", f"/tenants/{THEIRS}/api-keys/{made.json['id']}"), 404)
    gone = world.operate("DELETE", f"/tenants/{MINE}/api-keys/{made.json['id']}")
    assert (gone.status, gone.text) == (204, "")
    is_a_problem(world.call("GET", PROGRAMS, key=key), 401)
    is_a_problem(world.operate("DELETE", f"/tenants/{MINE}/api-keys/{made.json['id']}"), 404)


def test_a_sign_in_link_is_made_for_a_tenant(world: ApiWorld) -> None:
    made = world.operate("POST", f"/tenants/{MINE}/sign-in-links")
    assert made.status == 201
    assert made.json["url"].startswith(f"{BASE}/console/sign-in/")
    assert made.json["expires_at"] == "2026-09-21T15:45:00Z"
    assert len(world.sessions.links) == 1


@pytest.mark.parametrize("tenant", [NOBODY, "tn_1", "nobody", "tn_%2F"])
@pytest.mark.parametrize("what", ["api-keys", "sign-in-links"])
def test_there_is_nothing_for_nobody(world: ApiWorld, tenant: str, what: str) -> None:
    is_a_problem(world.operate("POST", f"/tenants/{tenant}/{what}"), 404)


def test_tenants_are_listed_without_their_owners_address(world: ApiWorld) -> None:
    first = world.operate("GET", "/tenants", query="limit=1").json
    rest = world.operate("GET", "/tenants", query=f"limit=1&cursor={first['next_cursor']}").json
    assert [tenant["id"] for tenant in first["items"] + rest["items"]] == [MINE, THEIRS]
    assert first["items"][0] == {
        "id": MINE, "title": "Business 1", "location_ids": [777, 4564, 24697], "created_at": "2025-08-17T15:30:00Z",
    }  # fmt: skip
    refused = world.operate("GET", "/tenants", query="cursor=rubbish")
    is_a_problem(refused, 422)
