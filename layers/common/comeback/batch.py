"""The batch loop of queues and streams: a record that fails comes again, the others are done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType

from comeback import observe

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.base import FailureResponse
    from aws_lambda_powertools.utilities.batch.exceptions import ExceptionInfo

__all__ = ["Batch", "EventType"]


class Batch(BatchProcessor):
    """Notes each failure without its text. When every record failed Powertools raises an error that quotes all of them,
    and Lambda writes it to the log: what it gets to quote are stand-ins.
    """

    def __init__(self, name: str, event_type: EventType) -> None:
        """`name` is the unit in logs and metrics."""
        super().__init__(event_type)
        self._name = name

    def failure_handler(self, record: Any, exception: ExceptionInfo) -> FailureResponse:
        """Called in the place where the record failed."""
        assert exception[1] is not None
        stand_in = observe.stand_in(self._name, exception[1])
        return super().failure_handler(record, (type(stand_in), stand_in, None))
