"""Apple's web service (wallets.md §2) and the pass download: requests in, answers out."""

import json
from datetime import timedelta

import pytest

from comeback.domain.ids import CardId
from tests.certificates import PASS_TYPE
from tests.handlers.events import http_event
from tests.wallet_world import DEVICE, SECOND_CARD, SECOND_PROGRAM, START, Answered, WalletWorld, opened

MIME = "application/vnd.apple.pkpass"


@pytest.fixture
def world() -> WalletWorld:
    return WalletWorld()


# ---------------------------------------------------------------- register


def test_the_first_registration_is_created_and_a_repeat_is_fine(world: WalletWorld) -> None:
    assert [world.register().status for _ in range(2)] == [201, 200]
    assert len(world.passes.devices(world.card.id)) == 1


def test_a_changed_push_token_is_stored(world: WalletWorld) -> None:
    world.register(push_token="old")
    world.clock.pass_by(timedelta(days=1))
    assert world.register(push_token="new").status == 200
    (device,) = world.passes.devices(world.card.id)
    assert (device.push_token, device.stored_at) == ("new", START + timedelta(days=1))


def test_a_card_may_be_on_several_devices(world: WalletWorld) -> None:
    assert [world.register(device).status for device in ("phone", "watch")] == [201, 201]
    assert {device.id for device in world.passes.devices(world.card.id)} == {"phone", "watch"}


def test_a_card_is_on_a_hundred_devices_at_most(world: WalletWorld) -> None:
    assert {world.register(f"phone-{number}").status for number in range(100)} == {201}
    assert world.register("one-more").status == 401
    assert world.register("phone-7", push_token="new").status == 200
    assert len(world.passes.devices(world.card.id)) == 100


NO_PUSH_TOKEN: tuple[str | bytes | None, ...] = (
    None, "", "no json", "[]", "{}", '{"pushToken": 7}', '{"pushToken": ""}', '{"pushToken": "a b"}',
    json.dumps({"pushToken": "x" * 201}), "9" * 5000, "[" * 100_000, b"\xff\xfe",
)  # fmt: skip


@pytest.mark.parametrize("body", NO_PUSH_TOKEN)
def test_a_registration_without_a_push_token_is_refused(world: WalletWorld, body: str | bytes | None) -> None:
    path = f"/apple/v1/devices/{DEVICE}/registrations/{PASS_TYPE}/{world.card.id}"
    assert world.call("POST", path, body=body, authorization=f"ApplePass {world.token()}").status == 400
    assert list(world.passes.devices(world.card.id)) == []


# ---------------------------------------------------------------- who may


def test_without_the_passes_own_token_nothing_is_told_or_done(world: WalletWorld) -> None:
    other = world.add_card(SECOND_CARD, SECOND_PROGRAM)
    world.register("kept")
    right = world.token()
    wrong = [
        {}, {"authorization": ""}, {"authorization": "ApplePass"}, {"authorization": "ApplePass "}, {"authorization": right},
        {"authorization": f"Bearer {right}"}, {"authorization": f"ApplePass {right}x"},
        {"authorization": f"ApplePass {right[:-1]}"},
        {"authorization": f"ApplePass {world.token(other)}"}, {"authorization": f"ApplePass {world.page_token()}"},
        {"authorization": f"ApplePass {right.upper()}"}, {"authorization": "ApplePass ä"},
    ]  # fmt: skip
    for headers in wrong:
        for method, path in (
            ("POST", f"/apple/v1/devices/{DEVICE}/registrations/{PASS_TYPE}/{world.card.id}"),
            ("DELETE", f"/apple/v1/devices/kept/registrations/{PASS_TYPE}/{world.card.id}"),
            ("GET", f"/apple/v1/passes/{PASS_TYPE}/{world.card.id}"),
        ):
            answered = world.call(method, path, body='{"pushToken": "t"}', **headers)
            assert (answered.status, answered.body) == (401, b""), (method, headers)
    assert {device.id for device in world.passes.devices(world.card.id)} == {"kept"}


def test_unknown_passes_and_other_pass_types_look_like_a_wrong_token(world: WalletWorld) -> None:
    token = f"ApplePass {world.token()}"
    unknown = CardId("cd_" + "0" * 25 + "9")
    for pass_type, serial in ((PASS_TYPE, unknown), ("pass.somebody.else", world.card.id), (PASS_TYPE, "rubbish")):
        answered = world.call("GET", f"/apple/v1/passes/{pass_type}/{serial}", authorization=token)
        assert (answered.status, answered.body) == (401, b"")
    forged = f"ApplePass {world.token().replace(world.card.id, unknown)}"
    assert world.call("GET", f"/apple/v1/passes/{PASS_TYPE}/{unknown}", authorization=forged).status == 401


def test_a_pass_type_may_come_percent_encoded(world: WalletWorld) -> None:
    event = http_event("GET", "/", headers={"authorization": f"ApplePass {world.token()}"})
    event["rawPath"] = f"/apple/v1/passes/{PASS_TYPE.replace('.', '%2E')}/{world.card.id}"
    assert Answered(world.door(event, None)).status == 200


# ---------------------------------------------------------------- unregister


def test_a_pass_that_was_deleted_is_forgotten_and_forgetting_again_is_fine(world: WalletWorld) -> None:
    world.register()
    path = f"/apple/v1/devices/{DEVICE}/registrations/{PASS_TYPE}/{world.card.id}"
    assert [world.call("DELETE", path, authorization=f"ApplePass {world.token()}").status for _ in range(2)] == [200, 200]
    assert list(world.passes.devices(world.card.id)) == []
    assert world.head() == world.card


def test_a_name_that_no_phone_can_have_is_as_good_as_removed(world: WalletWorld) -> None:
    path = f"/apple/v1/devices/{'x' * 201}/registrations/{PASS_TYPE}/{world.card.id}"
    assert world.call("DELETE", path, authorization=f"ApplePass {world.token()}").status == 200


# ---------------------------------------------------------------- log


def test_complaints_are_counted_by_kind_and_nothing_of_them_is_kept(
    world: WalletWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    complaint = f"[2026-11-25] Server requested update to serial number '{world.card.id}', but the pass was unchanged."
    assert world.call("POST", "/apple/v1/log", body=json.dumps({"logs": [complaint, complaint]})).status == 200
    (line,) = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert (line["apple_phone_log"], line["outcome"]) == ([2.0], "update_without_change")
    assert world.card.id not in str(line)


# ---------------------------------------------------------------- download


def test_the_link_of_the_card_page_gives_the_pass(world: WalletWorld) -> None:
    answered = world.call("GET", f"/c/{world.page_token()}/pass.pkpass")
    assert (answered.status, answered.headers["content-type"]) == (200, MIME)
    assert ".pkpass" in answered.headers["content-disposition"]
    assert opened(answered).serial == world.card.id


def test_another_link_gives_nothing(world: WalletWorld) -> None:
    for token in (world.token(), f"{world.page_token()}x", "rubbish", world.card.id, "%00"):
        answered = world.call("GET", f"/c/{token}/pass.pkpass")
        assert (answered.status, answered.body) == (404, b"")


def test_the_link_of_an_erased_card_gives_nothing_while_its_phone_gets_a_voided_pass(world: WalletWorld) -> None:
    token = world.page_token()
    world.erase()
    assert world.call("GET", f"/c/{token}/pass.pkpass").status == 404
    assert opened(world.fetch()).document["voided"] is True


# ---------------------------------------------------------------- anything else


@pytest.mark.parametrize("path", ["/c/{page}/pass.pkpass", "/c/x/pass.pkpass", "/apple/v1/log", "/robots.txt", "/nowhere"])
def test_no_browser_guesses_what_an_answer_is(world: WalletWorld, path: str) -> None:
    answered = world.call("GET", path.format(page=world.page_token()))
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert answered.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/apple/v2/log"), ("PUT", "/apple/v1/log"), ("GET", "/apple/v1/passes/only"), ("POST", "/c/x/pass.pkpass")],
)
def test_what_is_no_door_is_404(world: WalletWorld, method: str, path: str) -> None:
    answered = world.call(method, path)
    assert (answered.status, answered.body) == (404, b"")


def test_a_defect_is_500_without_a_word(world: WalletWorld) -> None:
    world.store.programs.clear()
    answered = world.fetch()
    assert (answered.status, answered.body) == (500, b"")
