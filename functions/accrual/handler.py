"""The accrual queue: one message, one use case; a failed message comes again by itself, the others are done."""

from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from comeback import observe
from comeback.batch import Batch, EventType
from comeback.bootstrap import events
from comeback.messages import AccrualMessage, from_json

processor = Batch("accrual", EventType.SQS)
handle = events.handle_accrual()


def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Handle a batch of the accrual queue."""
    return process_partial_response(event=event, record_handler=_one, processor=processor, context=context)


def _one(record: SQSRecord) -> None:
    message = from_json(record.body)
    if not isinstance(message, AccrualMessage):
        raise TypeError("a message of another queue")
    outcome = handle(message)
    observe.unit("accrual", outcome=outcome, message=type(message).__name__, tenant_id=message.tenant_id)
