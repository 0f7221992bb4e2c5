"""What SQS and S3 do and no emulator shows: batches taken in part, throttling, denials."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from comeback.adapters.s3.artwork import S3ArtworkStore
from comeback.adapters.s3.own_images import S3OwnImages
from comeback.adapters.sqs.queue import SqsQueue
from comeback.messages import DayDue
from comeback.ports.queues import QueueUnavailableError
from tests import builders
from tests.contract.books import MINE
from tests.contract.scripted import THROTTLED, Refused, Scripted

DUE = [DayDue(MINE, builders.CUSTOMER, f"2026-09-{day:02d}") for day in range(1, 4)]


def took(*refused: str) -> dict[str, Any]:
    failed = [{"Id": one, "SenderFault": False, "Code": "InternalError"} for one in refused]
    return {"Successful": [], "Failed": failed}


def test_what_a_batch_refuses_is_sent_again() -> None:
    sqs = Scripted("sqs")
    sqs.answers("send_message_batch", took("0", "2"), took("2"), took())
    SqsQueue(sqs.client, "url").send_all(DUE)
    assert sqs.all_used()


def test_what_a_batch_keeps_refusing_was_not_sent() -> None:
    sqs = Scripted("sqs")
    sqs.answers("send_message_batch", took("0"), took("0"), took("0"))
    with pytest.raises(QueueUnavailableError):
        SqsQueue(sqs.client, "url").send_all(DUE)


def test_a_queue_that_is_throttled_takes_nothing() -> None:
    sqs = Scripted("sqs")
    sqs.answers("send_message", THROTTLED)
    sqs.answers("send_message_batch", THROTTLED)
    with pytest.raises(QueueUnavailableError):
        SqsQueue(sqs.client, "url").send(DUE[0])
    with pytest.raises(QueueUnavailableError):
        SqsQueue(sqs.client, "url").send_all(DUE)


def test_pictures_that_may_not_be_looked_for_are_not_there_and_an_outage_is_no_answer() -> None:
    s3 = Scripted("s3")
    s3.answers("get_object", Refused("AccessDenied"), Refused("SlowDown"))
    store = S3ArtworkStore(s3.client, "bucket")
    assert store.get("v1") is None
    with pytest.raises(ClientError):
        store.get("v1")


def test_so_it_is_with_pictures_of_owners() -> None:
    s3 = Scripted("s3")
    s3.answers("get_object", Refused("AccessDenied"), Refused("SlowDown"))
    images = S3OwnImages(s3.client, "bucket")
    assert images.get(MINE, "0" * 64) is None
    with pytest.raises(ClientError):
        images.get(MINE, "0" * 64)
