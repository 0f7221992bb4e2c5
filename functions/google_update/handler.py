"""Google's queues: cards and programs that changed are told to Google Wallet, one by one or many at once."""

from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from comeback import observe
from comeback.batch import Batch, EventType
from comeback.bootstrap import batches, google
from comeback.messages import GoogleBatchMessage, GoogleMessage, from_json

processor = Batch("google", EventType.SQS)
handle = google.google_update()
batch = batches.google_batches()


def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Handle a batch of one of Google's queues."""
    return process_partial_response(event=event, record_handler=_one, processor=processor, context=context)


def _one(record: SQSRecord) -> None:
    message = from_json(record.body)
    if not isinstance(message, GoogleMessage | GoogleBatchMessage):
        raise TypeError("a message of another queue")
    outcome = handle(message) if isinstance(message, GoogleMessage) else batch(message)
    observe.unit("google", outcome=outcome, message=type(message).__name__, attempt=message.attempt,
                 tenant_id=message.tenant_id, program_id=message.program_id)  # fmt: skip
