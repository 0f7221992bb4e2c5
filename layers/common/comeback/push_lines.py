"""What is written down of pushes: a line for each message, and for each answer that Apple gave about a single card."""

from functools import partial

from comeback import observe
from comeback.messages import AppleBatchMessage, CardChanged
from comeback.usecases.push_card import PushRefusedError, PushReport
from comeback.usecases.restyle_cards import Restyled


def write(message: CardChanged | AppleBatchMessage, outcome: PushReport | PushRefusedError | Restyled) -> None:
    """One message came to its end, or comes again."""
    told = partial(
        observe.unit, attempt=message.attempt, tenant_id=message.tenant_id, program_id=message.program_id,
        card_id=message.card_id if isinstance(message, CardChanged) else None,
    )  # fmt: skip
    match outcome:
        case PushRefusedError():
            told("push", outcome="refused", apns_status=outcome)
        case PushReport():
            told("push", outcome=outcome.outcome, devices=outcome.devices)
            _answers(outcome)
        case _:
            told("restyle", outcome=outcome)


def _answers(report: PushReport) -> None:
    for one in report.answers:
        observe.unit("apns", outcome=one.verdict, apns_status=one.reason or None, apns_id=one.apns_id or None)
    if report.dead:
        observe.unit("dead_devices", outcome="removed", count=report.dead)
