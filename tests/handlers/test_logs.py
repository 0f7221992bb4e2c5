"""Nothing about a person and no secret gets into the log: through every door and queue, whether things work or break."""

import logging
import sys
import traceback
from collections.abc import Iterator
from itertools import product
from types import ModuleType
from typing import Any

import pytest
from aws_lambda_powertools.utilities.batch.exceptions import BatchProcessingError
from botocore.exceptions import ClientError

from comeback.ports.crm import CrmUnavailableError
from comeback.ports.queues import QueueUnavailableError
from tests.entrypoints import Aws, functions, started
from tests.private_events import CUSTOMER, EVENTS, EVERYTHING, PRIVATE, Event, message, stored

PROBLEMS = (
    None,
    RuntimeError(EVERYTHING),
    ClientError({"Error": {"Code": "ValidationException", "Message": EVERYTHING}}, "Query"),
    QueueUnavailableError(EVERYTHING),
    CrmUnavailableError(EVERYTHING),
)
ANSWERS: tuple[dict[str, Any], ...] = ({}, {"get_item": stored()}, {"get_item": stored(), "query": {"Items": [stored()["Item"]]}})


def run(module: ModuleType, event: Event) -> dict[str, Any]:
    """One invocation; what leaves a handler is written out, as Lambda's runtime does."""
    try:
        return module.handler(event, None)  # type: ignore[no-any-return]
    except Exception:  # noqa: BLE001 - as the runtime catches whatever comes
        traceback.print_exc()
        return {}


@pytest.fixture(autouse=True)
def _every_logger_writes() -> Iterator[None]:
    """As in Lambda, where a handler of the root logger writes to the same log; but everything, not from INFO on."""
    handler, root = logging.StreamHandler(sys.stdout), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("folder", sorted(EVENTS.keys() & functions()))
def test_nothing_private_is_written_whether_it_works_or_breaks(folder: str, capfd: pytest.CaptureFixture[str]) -> None:
    aws = Aws()
    with started(folder, aws) as module:
        for event, aws.problem, aws.answers in product(EVENTS[folder](), PROBLEMS, ANSWERS):
            answer = run(module, event)
            written = "".join(capfd.readouterr())
            leaked = [text for text in PRIVATE if text in written]
            assert leaked == [], (event, written)
            if answer.get("statusCode", 200) >= 500:
                assert [text for text in PRIVATE if text in str(answer)] == [], answer


def test_every_function_with_input_from_outside_is_tried() -> None:
    # The input of the guard is keys of entries: ids of ours.
    assert set(functions()) - EVENTS.keys() == {"functions/ledger_guard"}


def test_what_breaks_is_noted_by_its_type_and_place(capfd: pytest.CaptureFixture[str]) -> None:
    with started("functions/accrual", Aws(RuntimeError(EVERYTHING))) as module, pytest.raises(BatchProcessingError) as raised:
        module.handler(message("DayDue", customer_id=CUSTOMER, date="2026-09-21"), None)
    written = capfd.readouterr().out
    assert '"error":"RuntimeError"' in written
    assert "settle_due_day.py:" in written
    assert "RuntimeError" in str(raised.value)
