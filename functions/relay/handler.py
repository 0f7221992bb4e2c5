"""The main table's stream: changed heads and held reversals go to the queues."""

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from comeback import observe
from comeback.batch import Batch, EventType
from comeback.bootstrap import events

if TYPE_CHECKING:
    from collections.abc import Mapping

processor = Batch("relay", EventType.DynamoDBStreams)
relay = events.relay_changes()


def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Relay a batch of stream records; the first that fails and all after it come again."""
    return process_partial_response(event=event, record_handler=_one, processor=processor, context=context)


def _one(record: DynamoDBRecord) -> None:
    raw: Mapping[str, Any] = record.raw_event
    if relay(raw):
        observe.unit("relay", outcome="sent")
