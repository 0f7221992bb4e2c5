"""The audit trail over REST."""

from typing import Literal, Self

from aws_lambda_powertools.event_handler import Response

from comeback.domain.trail import TrailRecord
from comeback.ports.trail import Trail
from comeback.web.api.endpoints import Calling, Endpoint, ok
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit
from comeback.web.api.shapes import Answer, Instant


class WhoAnswer(Answer):
    """Who made a change: an owner (`person`, Altegio's number of the user), a key of the tenant, an operator, or a job."""

    kind: Literal["api_key", "person", "job", "operator"]
    id: str


class TrailRecordAnswer(Answer):
    """`action` is what was done (`program.changed`), `subject` the id of the thing. `details`: ids that belong to it and, for
    programs and their settings, the fields that differ as `<field>.before` and `<field>.after`.
    """

    id: str
    at: Instant
    actor: WhoAnswer
    action: str
    subject: str
    details: dict[str, str | int]

    @classmethod
    def of(cls, record: TrailRecord) -> Self:
        """A record as it was noted."""
        actor = WhoAnswer(kind=record.actor.kind, id=record.actor.id)
        return cls(
            id=record.id, at=record.at, actor=actor, action=record.action, subject=record.subject, details=dict(record.details)
        )  # fmt: skip


class TrailPage(Answer):
    """A page of records, newest first."""

    items: list[TrailRecordAnswer]
    next_cursor: str | None


class TrailRoutes:
    """Views: a request in, an answer out."""

    def __init__(self, trail: Trail, calling: Calling) -> None:
        """`calling` tells whose records."""
        self._trail = trail
        self._calling = calling

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [Endpoint("GET", "/api/v1/audit-trail", self.list_changes, "What persons and keys changed", {200: TrailPage})]

    def list_changes(self, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response[TrailPage]:
        """Movements of balances are not in it: each entry of the ledger names its actor."""
        records, following = self._trail.records(self._calling.tenant, limit, cursor)
        return ok(TrailPage(items=[TrailRecordAnswer.of(record) for record in records], next_cursor=following))
