"""The drift report over REST: what the last audit of each location compared and found."""

from dataclasses import dataclass
from typing import Literal, Self

from aws_lambda_powertools.event_handler import Response

from comeback.domain.drift import AuditRun, AuditStep, Difference, DriftKind
from comeback.ports.audits import Audits
from comeback.ports.connections import Connections
from comeback.web.api.endpoints import Calling, Endpoint, ok
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit
from comeback.web.api.shapes import Answer, Instant


class AuditAnswer(Answer):
    """The last audit of a location. `finished_at` is null while it is under way; `trouble` says why it could not go on: it goes
    on by itself. Counted are `bookings` of thirty days, `cards`, `mirrors`, and differences: in all by what was done, and by
    kind. `missed`: repaired ones that neither event nor sweep had found within half an hour.
    """

    location_id: int
    begun_at: Instant
    finished_at: Instant | None
    step: AuditStep
    trouble: str
    bookings: int
    cards: int
    mirrors: int
    repaired: int
    reported: int
    missed: int
    kinds: dict[str, int]

    @classmethod
    def of(cls, run: AuditRun) -> Self:
        """As it was kept."""
        counts = run.counts
        return cls(
            location_id=run.location_id, begun_at=run.begun_at, finished_at=run.finished_at, step=run.step,
            trouble=run.trouble, bookings=counts.bookings, cards=counts.cards, mirrors=counts.mirrors,
            repaired=counts.repaired, reported=counts.reported, missed=counts.missed, kinds=dict(run.kinds),
        )  # fmt: skip


class DriftItem(Answer):
    """`expected` by Altegio or by the entries, `found` here. `repaired`: read and booked again; `reported`: a person has to
    look at it, and nothing was changed.
    """

    id: str
    kind: DriftKind
    location_id: int
    program_id: str | None
    card_id: str | None
    visit_id: int | None
    record_id: int | None
    expected: str
    found: str
    done: Literal["repaired", "reported"]
    noticed_at: Instant

    @classmethod
    def of(cls, one: Difference) -> Self:
        """As it was found."""
        return cls(
            id=one.id, kind=one.kind, location_id=one.location_id, program_id=one.program_id, card_id=one.card_id,
            visit_id=one.visit_id, record_id=one.record_id, expected=one.expected, found=one.found, done=one.done,
            noticed_at=one.noticed_at,
        )  # fmt: skip


class DriftPage(Answer):
    """The last audits, by location, and a page of what they found: what is to be looked at comes first."""

    audits: list[AuditAnswer]
    items: list[DriftItem]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class DriftCalls:
    """What the report is made of."""

    audits: Audits
    connections: Connections


class DriftRoutes:
    """Views: a request in, an answer out."""

    def __init__(self, calls: DriftCalls, calling: Calling) -> None:
        """`calling` tells whose report."""
        self._calls = calls
        self._calling = calling

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [Endpoint("GET", "/api/v1/drift", self.read_drift, "What the last audits found", {200: DriftPage})]

    def read_drift(self, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response[DriftPage]:
        """Two hundred differences are listed for each location; all are counted."""
        tenant = self._calling.tenant
        places = [one.location_id for one in self._calls.connections.of_tenant(tenant)]
        runs = self._calls.audits.runs(tenant, places)
        found, following = self._calls.audits.differences(tenant, limit, cursor)
        return ok(
            DriftPage(
                audits=[AuditAnswer.of(run) for run in runs],
                items=[DriftItem.of(one) for one in found],
                next_cursor=following,
            )
        )
