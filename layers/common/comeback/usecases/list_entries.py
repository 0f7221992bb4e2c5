"""The tenant's ledger by the time of booking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from comeback.domain.errors import FieldError, FieldRefused, NotFound
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.ledger import Entry, EntryKind
from comeback.ports.connections import Connections
from comeback.ports.ledger import Ledger
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
from comeback.usecases.change_program import read_program

# Reading on costs a query each; a page that is still short after so many goes out as it is, with its cursor.
_MOST_READS = 25


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """`start` inclusive and `end` exclusive, of `booked_at`; None matches everything."""

    start: datetime | None = None
    end: datetime | None = None
    kind: EntryKind | None = None
    program_id: ProgramId | None = None
    location_id: LocationId | None = None

    def matches(self, entry: Entry) -> bool:
        """Whether an entry is wanted, apart from its time."""
        return (
            self.kind in (None, entry.kind)
            and self.program_id in (None, entry.program_id)
            and (self.location_id is None or (entry.cause is not None and entry.cause.location_id == self.location_id))
        )


@dataclass(frozen=True, slots=True)
class ListEntries:
    """Oldest first. Without a `start` from the tenant's beginning, without an `end` all until now."""

    ledger: Ledger
    connections: Connections
    programs: Programs
    clock: Clock

    def __call__(
        self, tenant: TenantId, wanted: EntryFilter, limit: int, cursor: str | None
    ) -> tuple[Sequence[Entry], str | None]:
        """A page and the next page's cursor; with filters a page may be short. Raises FieldRefused, and NotFound for a
        program that is not the tenant's.
        """
        if wanted.program_id is not None:
            read_program(self.programs, tenant, wanted.program_id)
        start, end = self._span(tenant, wanted)
        found: list[Entry] = []
        if start >= end:
            return found, None
        for _ in range(_MOST_READS):
            page, cursor = self.ledger.booked_between(tenant, start, end, limit - len(found), cursor)
            found.extend(filter(wanted.matches, page))
            if cursor is None or len(found) >= limit:
                break
        return found, cursor

    def _span(self, tenant: TenantId, wanted: EntryFilter) -> tuple[datetime, datetime]:
        """Within the tenant's life: each day costs a query."""
        known = self.connections.tenant(tenant)
        if known is None:
            raise NotFound("There is no such tenant.")
        if wanted.start and wanted.end and wanted.start > wanted.end:
            raise FieldRefused(FieldError("to", "This is before `from`."))
        end = min(wanted.end or datetime.max.replace(tzinfo=known.created_at.tzinfo), self._soon())
        return max(wanted.start or known.created_at, known.created_at), end

    def _soon(self) -> datetime:
        # Clocks of the writers may be a little ahead of this one.
        return self.clock.now() + timedelta(minutes=1)
