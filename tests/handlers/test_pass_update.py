"""The push queue's batches: what is finished, what comes again, what rings an alarm, and what is counted."""

import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from aws_lambda_powertools.utilities.batch.exceptions import BatchProcessingError

from comeback.messages import CardChanged, DayDue, LookDue, PhonesDue, to_json
from comeback.ports.push import PushResult, Verdict
from tests import builders
from tests.batch_world import BatchWorld
from tests.entrypoints import started
from tests.push_world import PushWorld


@pytest.fixture
def world() -> PushWorld:
    made = PushWorld()
    made.phone()
    return made


@pytest.fixture
def function(world: PushWorld) -> Iterator[ModuleType]:
    with started("functions/pass_update") as module:
        vars(module)["push"] = world.push
        yield module


def batch(*bodies: str) -> dict[str, Any]:
    return {"Records": [{"messageId": str(place), "eventSource": "aws:sqs", "body": body} for place, body in enumerate(bodies)]}


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_push_is_counted_by_outcome_and_by_apples_answer(
    function: ModuleType, world: PushWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.phone("old")
    world.apple.answers["token-of-phone"] = PushResult(Verdict.ACCEPTED, apns_id="0BC5A4C2-6A2C-4A5A-9D3F-1B2C3D4E5F60")
    world.apple.answers["token-of-old"] = PushResult(Verdict.GONE, "Unregistered")
    assert function.handler(batch(to_json(world.change())), None) == {"batchItemFailures": []}
    push, accepted, gone, dead = lines(capsys)
    assert (push["push"], push["outcome"], push["devices"]) == ([1.0], "pushed", 2)
    assert (accepted["outcome"], accepted["apns_id"]) == ("accepted", "0BC5A4C2-6A2C-4A5A-9D3F-1B2C3D4E5F60")
    assert (gone["outcome"], gone["apns_status"]) == ("gone", "Unregistered")
    assert dead["dead_devices"] == [1.0]


def test_a_refused_certificate_keeps_every_message_and_fails_the_run_so_that_an_alarm_rings(
    function: ModuleType, world: PushWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.apple.answers["token-of-phone"] = PushResult(Verdict.CERTIFICATE, "BadCertificate")
    with pytest.raises(BatchProcessingError):
        function.handler(batch(to_json(world.change()), to_json(world.change())), None)
    refused = [line["apns_status"] for line in lines(capsys) if line["outcome"] == "refused"]
    assert refused == ["BadCertificate"] * 2


def test_one_failed_message_comes_again_alone(function: ModuleType, world: PushWorld) -> None:
    foreign = to_json(DayDue(builders.TENANT, builders.CUSTOMER, "2026-09-21"))
    done = function.handler(batch(foreign, to_json(world.change()), "rubbish"), None)
    assert [one["itemIdentifier"] for one in done["batchItemFailures"]] == ["0", "2"]
    assert len(world.apple.pushed) == 1


def test_what_is_left_for_later_is_finished_here(function: ModuleType, world: PushWorld) -> None:
    world.apple.answers["token-of-phone"] = PushResult(Verdict.TOO_MANY, "TooManyRequests", retry_after=60)
    change = world.change()
    assert function.handler(batch(to_json(change)), None) == {"batchItemFailures": []}
    (sent,) = world.queue.sent
    assert isinstance(sent.message, CardChanged)
    assert sent.delay_seconds == 60


def test_many_cards_at_once_are_counted_by_the_page(function: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    many = BatchWorld(2)
    vars(function)["batch"] = lambda message: (many.push_phones if isinstance(message, PhonesDue) else many.restyle)(message)
    key = builders.TENANT, builders.PROGRAM
    assert function.handler(batch(to_json(LookDue(*key)), to_json(PhonesDue(*key))), None) == {"batchItemFailures": []}
    restyled, pushed = lines(capsys)
    assert (restyled["restyle"], restyled["outcome"]) == ([1.0], "begun")
    assert (pushed["push"], pushed["outcome"], pushed["devices"]) == ([1.0], "pushed", 2)
