"""Routes of connections, the tenant's ledger and explanations."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.ids import LocationId, TenantId, VisitId
from comeback.domain.ledger import EntryKind
from comeback.domain.words import WordsFor
from comeback.ports.connections import Connections
from comeback.usecases.explain_visit import ExplainVisit
from comeback.usecases.list_entries import EntryFilter, ListEntries
from comeback.web.api.endpoints import Calling, Endpoint, ok, program_of
from comeback.web.api.entries_csv import entries_csv
from comeback.web.api.entry_shapes import ExplanationAnswer, TenantEntryAnswer, TenantEntryPage
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit, page_after
from comeback.web.api.tenant_shapes import ConnectionAnswer, ConnectionPage

_CSV_ROWS = 5_000
AltegioNumber = Annotated[int, Path(ge=1, le=2**53)]
Moment = Annotated[str | None, Query(max_length=40, description="Of `booked_at`: a date or an instant, UTC")]


@dataclass(frozen=True, slots=True)
class TenantCalls:
    """The use cases behind the routes."""

    connections: Connections
    entries: ListEntries
    explain: ExplainVisit
    words: WordsFor


class TenantRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: TenantCalls, calling: Calling, app: APIGatewayHttpResolver) -> None:
        """`app` knows the headers of the request."""
        self._calls = calls
        self._calling = calling
        self._app = app

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [
            Endpoint("GET", "/api/v1/connections", self.list_connections, "Connected locations", {200: ConnectionPage}),
            Endpoint(
                "GET", "/api/v1/connections/<location_id>/visits/<visit_id>/explanation", self.explain_visit,
                "Why a visit did or did not earn", {200: ExplanationAnswer},
            ),
            Endpoint("GET", "/api/v1/entries", self.list_entries, "The ledger", {200: TenantEntryPage}, csv=True),
        ]  # fmt: skip

    def list_connections(self, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response[ConnectionPage]:
        """By location number."""
        connections = self._calls.connections.of_tenant(self._calling.tenant)
        page, following = page_after(connections, lambda one: str(one.location_id), limit, cursor)
        return ok(ConnectionPage(items=[ConnectionAnswer.of(one) for one in page], next_cursor=following))

    def explain_visit(self, location_id: AltegioNumber, visit_id: AltegioNumber) -> Response[ExplanationAnswer]:
        """From what was last read and booked, in the language of `Accept-Language` where there is a catalogue for it."""
        told = self._calls.explain(self._calling.tenant, LocationId(location_id), VisitId(visit_id))
        return ok(ExplanationAnswer.of(told, self._calls.words(self._calling.languages)))

    def list_entries(
        self,
        *,
        from_: Annotated[str | None, Query(alias="from", max_length=40, description="Inclusive, of `booked_at`")] = None,
        to: Moment = None,
        kind: Annotated[EntryKind | None, Query()] = None,
        program_id: Annotated[str | None, Query()] = None,
        location_id: Annotated[int | None, Query(ge=1, le=2**53)] = None,
        limit: Annotated[int | None, Query(ge=1, le=200)] = None,
        cursor: Cursor = None,
    ) -> Response[Any]:
        """By time of booking, oldest first; as CSV without a `limit` up to five thousand rows at once."""
        wanted = EntryFilter(
            start=_moment("from", from_), end=_moment("to", to), kind=kind,
            program_id=program_of(program_id) if program_id is not None else None,
            location_id=LocationId(location_id) if location_id is not None else None,
        )  # fmt: skip
        if _wants_csv(self._app.current_event.headers.get("accept")):
            return self._table(self._calling.tenant, wanted, limit or _CSV_ROWS, cursor)
        entries, following = self._calls.entries(self._calling.tenant, wanted, limit or DEFAULT_LIMIT, cursor)
        return ok(TenantEntryPage(items=[TenantEntryAnswer.of(entry) for entry in entries], next_cursor=following))

    def _table(self, tenant: TenantId, wanted: EntryFilter, limit: int, cursor: str | None) -> Response[Any]:
        entries, following = self._calls.entries(tenant, wanted, limit, cursor)
        headers: dict[str, Any] = {
            "Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="entries.csv"'
        }  # fmt: skip
        if following:
            headers["X-Next-Cursor"] = following
        return Response(200, "text/csv; charset=utf-8", entries_csv(entries), headers=headers)


def _wants_csv(accept: str | None) -> bool:
    kinds = [kind.partition(";")[0].strip().lower() for kind in (accept or "").split(",")]
    return "text/csv" in kinds and "application/json" not in kinds


def _moment(name: str, text: str | None) -> datetime | None:
    """A date is its first moment in UTC; an instant without a zone is UTC."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
        # In a query an unescaped plus arrives as a space.
        moment = datetime.combine(day, datetime.min.time()) if day else datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise FieldRefused(FieldError(name, "A date (YYYY-MM-DD) or an instant (ISO 8601).")) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
