"""The push queue: cards that changed are told to Apple's phones."""

from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from comeback import observe
from comeback.batch import Batch, EventType
from comeback.bootstrap import wallets
from comeback.messages import CardChanged, from_json
from comeback.usecases.push_card import PushRefusedError

processor = Batch("push", EventType.SQS)
push = wallets.push_card()


def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Handle a batch of the push queue."""
    return process_partial_response(event=event, record_handler=_one, processor=processor, context=context)


def _one(record: SQSRecord) -> None:
    change = from_json(record.body)
    if not isinstance(change, CardChanged):
        raise TypeError("a message of another queue")
    try:
        report = push(change)
    except PushRefusedError as problem:
        observe.unit("push", outcome="refused", apns_status=problem, tenant_id=change.tenant_id, card_id=change.card_id)
        raise
    observe.unit(
        "push", outcome=report.outcome, devices=report.devices, attempt=change.attempt, tenant_id=change.tenant_id,
        card_id=change.card_id,
    )  # fmt: skip
    for one in report.answers:
        observe.unit("apns", outcome=one.verdict, apns_status=one.reason or None, apns_id=one.apns_id or None)
    if report.dead:
        observe.unit("dead_devices", outcome="removed", count=report.dead)
