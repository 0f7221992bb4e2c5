"""Composition root of what is told of many cards at once, apart from what is urgent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.parts import main, settings, sqs

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.messages import AppleBatchMessage, GoogleBatchMessage
    from comeback.ports.signing import ApplePushes
    from comeback.usecases.compare_holders import AskForHolders
    from comeback.usecases.push_card import PushReport
    from comeback.usecases.restyle_cards import Restyled


def restyle_and_push(apple: ApplePushes) -> Callable[[AppleBatchMessage], PushReport | Restyled]:
    """New looks to cards and phones, over the connection that is there."""
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.looks import DynamoLooks
    from comeback.adapters.dynamodb.messages import DynamoMessages
    from comeback.adapters.dynamodb.passes import DynamoPasses
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.messages import PhonesDue
    from comeback.usecases.push_phones import PushPhones
    from comeback.usecases.restyle_cards import RestyleCards

    queue, google = SqsQueue(sqs(), settings.apple_batch_queue_url), SqsQueue(sqs(), settings.google_batch_queue_url)
    programs, customers, passes = DynamoPrograms(main()), DynamoCustomers(main(), b""), DynamoPasses(main())
    looks, messages = DynamoLooks(main()), DynamoMessages(main())
    restyle = RestyleCards(programs, looks, customers, passes, messages, queue, google, SystemClock())
    push = PushPhones(programs, customers, passes, apple, queue)

    def handle(message: AppleBatchMessage) -> PushReport | Restyled:
        return push(message) if isinstance(message, PhonesDue) else restyle(message)

    return handle


def google_batches() -> Callable[[GoogleBatchMessage], str]:
    """Objects to Google, and who has them; answers with the outcome."""
    from random import randint

    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.google_passes import DynamoGooglePasses
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.adapters.system import SystemClock
    from comeback.bootstrap.google import google_wallet, write_google_object
    from comeback.messages import ObjectsDue
    from comeback.ports.crm import Lane
    from comeback.usecases.compare_holders import CompareHolders
    from comeback.usecases.rewrite_objects import RewriteObjects

    def jitter(seconds: int) -> int:
        return randint((seconds + 1) // 2, seconds)

    queue, passes = SqsQueue(sqs(), settings.google_batch_queue_url), DynamoGooglePasses(main())
    write = write_google_object(Lane.AUDIT)
    rewrite = RewriteObjects(DynamoCustomers(main(), b""), passes, write, queue, SystemClock(), jitter)
    compare = CompareHolders(passes, google_wallet(Lane.AUDIT), queue, jitter)

    def handle(message: GoogleBatchMessage) -> str:
        return rewrite(message) if isinstance(message, ObjectsDue) else compare(message)

    return handle


def ask_for_holders() -> AskForHolders:
    """The nightly comparison of who has a card at Google."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.sqs.queue import SqsQueue
    from comeback.usecases.compare_holders import AskForHolders

    queue = SqsQueue(sqs(), settings.google_batch_queue_url)
    return AskForHolders(DynamoConnections(main()), DynamoPrograms(main()), queue)
