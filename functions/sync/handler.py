"""The synchronisation queue: a page of a location's clients, a day of its past or a page of its cards a message."""

from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from comeback import observe
from comeback.batch import Batch, EventType
from comeback.bootstrap import sync
from comeback.messages import SyncMessage, from_json

processor = Batch("sync", EventType.SQS)
handle = sync.sync_pages()


def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Handle a batch of the synchronisation queue."""
    return process_partial_response(event=event, record_handler=_one, processor=processor, context=context)


def _one(record: SQSRecord) -> None:
    message = from_json(record.body)
    if not isinstance(message, SyncMessage):
        raise TypeError("a message of another queue")
    outcome = handle(message)
    observe.unit("sync", outcome=outcome, attempt=message.attempt, job=message.job_id, tenant_id=message.tenant_id)
