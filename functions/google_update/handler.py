"""Google's queue: cards and programs that changed are told to Google Wallet."""

from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from comeback import observe
from comeback.batch import Batch, EventType
from comeback.bootstrap import google
from comeback.messages import GoogleMessage, from_json

processor = Batch("google", EventType.SQS)
handle = google.google_update()


def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Handle a batch of Google's queue."""
    return process_partial_response(event=event, record_handler=_one, processor=processor, context=context)


def _one(record: SQSRecord) -> None:
    message = from_json(record.body)
    if not isinstance(message, GoogleMessage):
        raise TypeError("a message of another queue")
    outcome = handle(message)
    observe.unit("google", outcome=outcome, message=type(message).__name__, attempt=message.attempt,
                 tenant_id=message.tenant_id, program_id=message.program_id)  # fmt: skip
