"""The push queues: cards that changed are told to Apple's phones, one by one or many at once."""

from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from comeback import push_lines
from comeback.batch import Batch, EventType
from comeback.bootstrap import batches, wallets
from comeback.messages import AppleBatchMessage, CardChanged, from_json
from comeback.usecases.push_card import PushRefusedError

processor = Batch("push", EventType.SQS)
push = wallets.push_card()
batch = batches.restyle_and_push(push.apple)


def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Handle a batch of a push queue."""
    return process_partial_response(event=event, record_handler=_one, processor=processor, context=context)


def _one(record: SQSRecord) -> None:
    message = from_json(record.body)
    if not isinstance(message, CardChanged | AppleBatchMessage):
        raise TypeError("a message of another queue")
    try:
        report = push(message) if isinstance(message, CardChanged) else batch(message)
    except PushRefusedError as problem:
        push_lines.write(message, problem)
        raise
    push_lines.write(message, report)
