"""Google's queues in batches: each message to its use case, and what is written down of it."""

import json
from collections.abc import Iterator
from types import ModuleType

import pytest

from comeback.messages import DayDue, HoldersDue, ObjectsDue, ProgramPublished, to_json
from tests import builders
from tests.batch_world import BatchWorld
from tests.entrypoints import started
from tests.handlers.test_pass_update import batch

KEY = builders.TENANT, builders.PROGRAM


@pytest.fixture
def world() -> BatchWorld:
    return BatchWorld(2)


@pytest.fixture
def function(world: BatchWorld) -> Iterator[ModuleType]:
    with started("functions/google_update") as module:
        vars(module)["handle"] = world.publish
        vars(module)["batch"] = lambda message: (world.rewrite if isinstance(message, ObjectsDue) else world.compare)(message)
        yield module


def test_classes_objects_and_holders_each_have_their_way(
    function: ModuleType, world: BatchWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.save_design(background="#112233")
    bodies = to_json(ProgramPublished(*KEY)), to_json(HoldersDue(*KEY)), to_json(ObjectsDue(*KEY))
    assert function.handler(batch(*bodies), None) == {"batchItemFailures": []}
    assert world.google.calls == ["put_class", "list", "patch", "patch"]
    outcomes = [json.loads(line)["outcome"] for line in capsys.readouterr().out.splitlines()]
    assert outcomes == ["published", "corrected", "page"]


def test_a_message_of_another_queue_is_set_aside(function: ModuleType) -> None:
    foreign = to_json(DayDue(builders.TENANT, builders.CUSTOMER, "2026-09-21"))
    done = function.handler(batch(foreign, to_json(HoldersDue(*KEY))), None)
    assert [one["itemIdentifier"] for one in done["batchItemFailures"]] == ["0"]
