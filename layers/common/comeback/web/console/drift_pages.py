"""The page of the nightly audits: what was compared, and what did not agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.domain.drift import DriftKind
from comeback.web.console.routes import Get

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls

_PAGE = 50
KINDS = {
    DriftKind.BOOKING_DIFFERS: "A booking was changed in Altegio, and nobody told us",
    DriftKind.BOOKING_MISSING: "A booking of Altegio's was never looked at here",
    DriftKind.BOOKING_GONE: "A booking that counted here is not in Altegio any more",
    DriftKind.MIRROR: "Altegio shows another balance",
    DriftKind.SEQUENCE: "Entries of a card are missing or too many",
    DriftKind.RUNNING_BALANCE: "An entry says another balance than the entries before it make",
    DriftKind.BALANCE: "The balance of a card is not the sum of its entries",
    DriftKind.LIFETIME_EARNED: "What was earned in all is not the sum of the entries",
    DriftKind.HELD: "Stamps are held that no visit waits for, or the other way round",
    DriftKind.GRANTED: "A visit remembers other stamps than it was given",
    DriftKind.CARRY: "The amounts on the way to the next stamp do not add up",
}
TROUBLES = {
    "not_live": "The location is not connected at the moment; the audit goes on when it is.",
    "refused": "Altegio refused to show something; the audit goes on when the missing right is granted.",
    "unavailable": "Altegio had no time for it; the audit goes on by itself.",
}


class DriftPages:
    """Views: a request in, a page out."""

    def __init__(self, calls: ConsoleCalls) -> None:
        """`calls` are shared by all pages."""
        self._calls = calls

    def routes(self) -> list[Get]:
        """The table of routes."""
        return [Get("/console/drift", self.drift)]

    def drift(self, caller: Caller) -> Response[str]:
        """The last audit of each location, and what somebody has to look at first."""
        connections = self._calls.drift.connections.of_tenant(caller.tenant)
        runs = self._calls.drift.audits.runs(caller.tenant, [one.location_id for one in connections])
        found, following = self._calls.drift.audits.differences(caller.tenant, _PAGE, caller.query.get("cursor"))
        zone = connections[0].location.timezone if connections else "UTC"
        titles = {one.location_id: one.location.title for one in connections}
        return caller.page(
            "drift.html", runs=runs, found=found, next_cursor=following, titles=titles, kinds=KINDS, troubles=TROUBLES, zone=zone
        )  # fmt: skip
