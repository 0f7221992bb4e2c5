"""Tokens, rights, limits, troubles and counters of the stand-in for Altegio."""

import time
from collections.abc import Iterator

import httpx
import pytest

from dev.altegio.limits import Limits
from tests.dev.altegio_world import ACCEPT, Connected, connected


@pytest.fixture
def world() -> Iterator[Connected]:
    with connected() as world:
        yield world


def test_without_tokens_nothing_opens(world: Connected) -> None:
    partner = f"Bearer {world.altegio.options.partner_token}"
    wrong = [{}, {"Authorization": partner}, {"Authorization": f"{partner}, User nobody"}, {"Authorization": "Bearer x"}]
    for headers in wrong:
        answer = httpx.get(f"{world.altegio.api_url}/company/4564", headers={**ACCEPT, **headers})
        assert (answer.status_code, answer.json()["meta"]["message"]) == (401, "Authentication needed.")


def test_rest_wants_its_media_type_and_the_marketplace_only_the_partner_token(world: Connected) -> None:
    assert world.rest.get("/api/v1/company/4564", headers={"Accept": "*/*"}).status_code == 400
    assert world.partner.get("/marketplace/salon/4564/application/2391").status_code == 200


@pytest.mark.parametrize("path", ["/company/7777", "/records/7777", "/hooks_settings/7777", "/company/7777/users"])
def test_a_location_without_the_application_is_denied(world: Connected, path: str) -> None:
    assert world.rest.get(f"/api/v1{path}").status_code == 403


@pytest.mark.parametrize("path", ["/company/1", "/record/4564/1", "/client/4564/1", "/visits/1", "/nowhere"])
def test_what_is_unknown_is_not_found(world: Connected, path: str) -> None:
    answer = world.rest.get(f"/api/v1{path}")
    assert (answer.status_code, answer.json()["success"]) == (404, False)


def test_calls_that_name_no_location_are_denied_for_foreign_visits_and_clients(world: Connected) -> None:
    foreign = world.desk.book(None, "Haircut", location=7777)
    stranger = world.desk.clients(7777)[0].client_id
    assert world.rest.get(f"/api/v1/visits/{foreign.visit_id}").status_code == 403
    assert world.rest.get(f"/api/v1/visit/loyalty/transactions/{foreign.visit_id}").status_code == 403
    assert world.rest.get(f"/api/v1/loyalty/client_cards/{stranger}").status_code == 403
    assert world.rest.get(f"/api/v1/record/4564/{foreign.booking_id}").status_code == 404


def test_a_right_can_be_taken_away_and_given_back(world: Connected) -> None:
    world.desk.take_right("clients_access")
    assert world.rest.get("/api/v1/client/4564/18936825").status_code == 403
    assert world.get("/user/permissions/4564")["clients"]["clients_access"] is False
    world.desk.give_right("clients_access")
    assert world.rest.get("/api/v1/client/4564/18936825").status_code == 200
    world.desk.take_right("edit_users_access")
    assert world.rest.get("/api/v1/company/4564/users").status_code == 403


@pytest.mark.parametrize(("masking", "shown"), [("partial", "1315*****75"), ("stars", "***********"), ("empty", "")])
def test_without_the_right_to_phones_they_are_masked(world: Connected, masking: str, shown: str) -> None:
    world.desk.call("POST", "acts/take_right", {"slug": "client_phones_access", "masking": masking})
    world.desk.take_right("timetable_phones_access", masking=masking)  # type: ignore[arg-type]  # a table of cases
    world.desk.book("Jane Doe", "Haircut")
    assert str(world.get("/client/4564/18936825")["phone"]) == shown
    assert world.get("/records/4564")[0]["client"]["phone"].lstrip("+") == shown


def test_the_sixth_call_within_a_second_is_too_many() -> None:
    with connected(per_second=5, per_minute=200) as world:
        world.desk.reset_counters()
        statuses = [world.rest.get("/api/v1/company/4564").status_code for _ in range(7)]
        assert statuses[:5] == [200] * 5
        assert statuses[5:] == [429] * 2
        counted = world.desk.counters()
        assert (counted.calls, counted.too_many_requests) == (7, 2)
        world.desk.set_limits(per_second=0, per_minute=0)
        assert world.rest.get("/api/v1/company/4564").status_code == 200


def test_limits_are_sliding_windows_per_address() -> None:
    now = [0.0]
    limits = Limits(5, 12, lambda: now[0])
    assert [limits.admit("a") for _ in range(6)] == [True] * 5 + [False]
    assert limits.admit("b")
    now[0] = 0.9
    assert not limits.admit("a")
    now[0] = 1.0
    assert [limits.admit("a") for _ in range(6)] == [True] * 5 + [False]
    now[0] = 3.0
    assert [limits.admit("a") for _ in range(3)] == [True, True, False]
    now[0] = 60.0
    assert limits.admit("a")


def test_calls_are_counted_by_their_template(world: Connected) -> None:
    world.desk.reset_counters()
    world.get("/records/4564")
    world.get("/client/4564/18936825")
    world.get("/client/4564/18936826")
    assert world.desk.counters().routes == {
        "GET /api/v1/records/{location_id}": 1,
        "GET /api/v1/client/{location_id}/{client_id}": 2,
    }


def test_the_next_calls_fail_as_asked_and_then_all_is_well(world: Connected) -> None:
    world.desk.fail_calls(502, count=2, path="/records/")
    assert world.rest.get("/api/v1/company/4564").status_code == 200
    assert [world.rest.get("/api/v1/records/4564").status_code for _ in range(3)] == [502, 502, 200]
    assert world.desk.counters().faults == 2


def test_a_connection_can_break_before_or_after_the_call_takes_effect(world: Connected) -> None:
    world.desk.press_connect([24697])
    for late, status in ((False, "pending"), (True, "active")):
        world.desk.reset_calls(late=late)
        with pytest.raises(httpx.TransportError):
            world.activate(24697)
        state = world.partner.get("/marketplace/salon/24697/application/2391").json()["data"]
        assert state["connection_status"]["status"] == status


def test_a_call_can_hang(world: Connected) -> None:
    world.desk.hang_calls(5)
    with pytest.raises(httpx.ReadTimeout):
        world.rest.get("/api/v1/company/4564", timeout=httpx.Timeout(60, read=0.05))
    assert world.rest.get("/api/v1/company/4564").status_code == 200


def test_it_can_be_down_until_it_comes_back(world: Connected) -> None:
    world.desk.go_down()
    assert [world.rest.get("/api/v1/company/4564").status_code for _ in range(3)] == [503] * 3
    world.desk.clear_faults()
    assert world.rest.get("/api/v1/company/4564").status_code == 200
    world.desk.go_down(0.5, status=None)
    with pytest.raises(httpx.TransportError):
        world.rest.get("/api/v1/company/4564")
    deadline = time.monotonic() + 60
    while world.desk.counters().calls < 1000 and time.monotonic() < deadline:
        try:
            assert world.rest.get("/api/v1/company/4564").status_code == 200
            break
        except httpx.TransportError:
            continue
    else:
        pytest.fail("it stayed down")


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'{"page_size": "many"}', b'{"filters": [1]}'])
def test_nonsense_is_refused_with_an_envelope(world: Connected, body: bytes) -> None:
    answer = world.rest.post("/api/v1/company/4564/clients/search", content=body)
    assert answer.status_code in {400, 422}
    assert answer.json()["success"] is False
    assert world.partner.post("/marketplace/partner/callback", content=body).status_code in {400, 422}


def test_it_is_fast_enough_for_a_benchmark(world: Connected) -> None:
    for _ in range(20):
        world.desk.book("Jane Doe", "Haircut")
    began = time.process_time()  # both sides run in this process; what others take of the machine says nothing
    for _ in range(100):
        world.get("/records/4564", client_id=18936825)
    assert 100 / (time.process_time() - began) > 50
