"""The webhook door: event in, response out, in the order of interfaces.md ruling 11."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.messages import AccrualMessage, VisitChanged
from comeback.usecases.receive_event import MAX_BODY_BYTES, ReceiveEvent
from tests.builders import LA_VISAGE, TENANT
from tests.entrypoints import started
from tests.handlers.events import http_event
from tests.unit.test_receive_event import SECRET, Door, event


class Webhook:
    """The started function with a door of one connected location."""

    def __init__(self, module: Any) -> None:
        self._module = module
        self.open(Door())

    def open(self, door: Door) -> None:
        self.door = door
        vars(self._module)["receive"] = ReceiveEvent(door, door, door)

    def post(self, body: object, location: str = str(LA_VISAGE), secret: str = SECRET) -> dict[str, Any]:
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        path = f"/altegio/hooks/{location}/{secret}"
        parameters = {"location_id": location, "secret": secret}
        answer: dict[str, Any] = self._module.handler(http_event("POST", path, body=raw, path_parameters=parameters), None)
        return answer

    @property
    def sent(self) -> list[AccrualMessage]:
        return self.door.sent


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with started("functions/webhook") as module:
        yield Webhook(module)


@pytest.mark.parametrize("encoded", [False, True], ids=["text", "base64"])
def test_an_event_is_one_durable_write_and_a_200_without_a_word(webhook: Webhook, encoded: bool) -> None:
    text = json.dumps(event())
    assert webhook.post(text.encode() if encoded else text) == {"statusCode": 200}
    (message,) = webhook.sent
    assert isinstance(message, VisitChanged)
    assert (message.tenant_id, message.location_id) == (TENANT, LA_VISAGE)


TOO_LARGE = "x" * (MAX_BODY_BYTES + 1)


@pytest.mark.parametrize(
    ("body", "secret", "status"),
    [
        (TOO_LARGE, "wrong", 404), (TOO_LARGE, SECRET, 413), ("x" * MAX_BODY_BYTES, SECRET, 400), ("{", SECRET, 400),
        (event(company_id=None), SECRET, 400), (event(company_id=5), SECRET, 404), (event("salon"), SECRET, 200),
        (event("something_new"), SECRET, 200), ("", SECRET, 400),
    ],
)  # fmt: skip
def test_the_order_of_the_checks_and_that_no_answer_says_why(webhook: Webhook, body: object, secret: str, status: int) -> None:
    assert webhook.post(body, secret=secret) == {"statusCode": status}
    assert webhook.sent == []


def test_an_unknown_location_and_an_unknown_secret_look_the_same(webhook: Webhook) -> None:
    assert webhook.post(event(), location="5") == webhook.post(event(), secret="wrong") == {"statusCode": 404}


def test_a_company_of_somebody_else_is_refused_before_the_queue_is_asked(webhook: Webhook) -> None:
    webhook.open(Door(refuses=True))
    assert webhook.post(event(company_id=5))["statusCode"] == 404


def test_a_queue_that_refuses_is_a_503_that_asks_to_come_again(webhook: Webhook) -> None:
    webhook.open(Door(refuses=True))
    answer = webhook.post(event())
    assert answer == {"statusCode": 503, "headers": {"retry-after": "1"}}


def test_a_frozen_location_is_answered_and_dropped_and_an_uninstalled_one_has_no_door(webhook: Webhook) -> None:
    webhook.open(Door(status=ConnectionStatus.FROZEN))
    assert webhook.post(event()) == {"statusCode": 200}
    webhook.open(Door(status=ConnectionStatus.UNINSTALLED))
    assert webhook.post(event()) == {"statusCode": 404}


def test_an_event_without_path_parameters_finds_no_door(webhook: Webhook) -> None:
    bare = http_event("POST", "/altegio/hooks", body="{}")
    assert webhook._module.handler(bare, None) == {"statusCode": 404}
