"""Altegio's webhook settings in plain objects, with its refusals and its lost answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.domain.webhook_settings import Plan, Receiver, WebhookSettings
from comeback.ports.crm import CrmError, CrmRefusedError, CrmUnavailableError
from comeback.ports.crm_writes import CrmUncertainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.domain.ids import LocationId


class MemoryWebhookDesk:
    """`refused`: methods that Altegio denies; `down`: out of reach. A write whose `answer` is "lost" is done, one that is
    "unsent" or "rejected" is not, and of "unknown" nobody knows that it is not. `between` happens right before the second look.
    """

    def __init__(self) -> None:
        self.receivers: dict[LocationId, list[Receiver]] = {}
        self.refused: set[str] = set()
        self.down: set[str] = set()
        self.answer = ""
        self.reads = 0
        self.between: Callable[[], None] = lambda: None
        self.after_write: Callable[[], None] = lambda: None

    def read(self, location: LocationId) -> WebhookSettings:
        self.reads += 1
        if self.reads == 2:
            self.between()
        if "read" in self.refused:
            raise CrmRefusedError("denied")
        if "read" in self.down:
            raise CrmUnavailableError("out of reach")
        return WebhookSettings(tuple(self.receivers.get(location, ())))

    def write(self, location: LocationId, plan: Plan) -> None:
        if "write" in self.refused:
            raise CrmRefusedError("denied")
        if self.answer == "rejected":
            raise CrmError("422")
        if self.answer == "unsent":
            raise CrmUnavailableError("no connection")
        if self.answer != "unknown":
            self.receivers[location] = [Receiver(url, plan.events, plan.switches) for url in plan.urls]
        self.after_write()
        if self.answer in ("lost", "unknown"):
            raise CrmUncertainError("no answer")
