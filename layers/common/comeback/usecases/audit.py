"""The nightly audit: our books against Altegio and against themselves, location by location (loyalty-domain.md §11).

An audit is done in steps that are kept, so that one that is interrupted, or that Altegio has no calls for, goes on where it
was: in the next run, or in the next `audit_rest`, which begins no new ones. What differs from Altegio is sent to be read and
booked again; a ledger that differs from itself is reported and never changed.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from comeback.domain.attention import AttentionItem, AttentionKind, attention_id
from comeback.domain.connection import Connection
from comeback.domain.drift import MOST_LISTED, AuditRun, AuditStep
from comeback.domain.ids import LocationId, RecordId, TenantId
from comeback.ports.attention import Attention
from comeback.ports.audits import Audits
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmError, CrmUnavailableError
from comeback.ports.directory import Directory
from comeback.ports.system import Clock
from comeback.usecases.audit_bookings import AuditBookings
from comeback.usecases.audit_cards import AuditCards
from comeback.usecases.patience import Patience

RUN = timedelta(minutes=8)
"""So long one run works: a function is given ten minutes."""
_STALE = timedelta(hours=20)
_GIVES_UP_AFTER = 3


@dataclass(frozen=True, slots=True)
class AuditReport:
    """One run. `locations` were audited to the end; `rest` is for the next run, `failed` because Altegio did not answer as it
    should. `bookings`, `cards` and `mirrors` were compared in this run, `drift` counts what it found by what was done.
    """

    locations: int = 0
    bookings: int = 0
    cards: int = 0
    mirrors: int = 0
    drift: Mapping[str, int] = field(default_factory=dict)
    failed: tuple[LocationId, ...] = ()
    rest: int = 0


@dataclass(frozen=True, slots=True)
class Audit:
    """One broken location does not stop the others; two runs at once do the same work twice and no harm."""

    connections: Connections
    directory: Directory
    audits: Audits
    bookings: AuditBookings
    cards: AuditCards
    attention: Attention
    clock: Clock
    wait: Callable[[float], None]

    def __call__(self) -> AuditReport:
        """Begin an audit of every live location, go on with those under way, and work until all is done or time is up."""
        for tenant, locations in self._live().items():
            known = {run.location_id: run for run in self.audits.runs(tenant, locations)}
            for location in locations:
                self._begin(tenant, location, known.get(location))
        return self.rest()

    def rest(self) -> AuditReport:
        """Only go on with audits that are under way."""
        ask = Patience(self.clock, self.wait, self.clock.now() + RUN)
        waiting = [run for tenant, places in self._live().items() for run in self.audits.runs(tenant, places) if run.is_open]
        done: list[tuple[AuditRun, AuditRun]] = []
        failed: list[LocationId] = []
        silent = 0
        for run in sorted(waiting, key=lambda one: (one.begun_at, one.location_id)):
            if ask.is_over or silent >= _GIVES_UP_AFTER:
                break
            after, problem = self._audit(run, ask)
            done.append((run, after))
            if problem is not None:
                failed.append(run.location_id)
            silent = silent + 1 if isinstance(problem, CrmUnavailableError) else 0
        return _report(done, failed, len(waiting))

    def _live(self) -> dict[TenantId, list[LocationId]]:
        live: dict[TenantId, list[LocationId]] = {}
        for tenant, location in self.connections.live_locations():
            live.setdefault(tenant, []).append(location)
        return live

    def _begin(self, tenant: TenantId, location: LocationId, before: AuditRun | None) -> None:
        now = self.clock.now()
        if before is None or not before.is_open or before.begun_at <= now - _STALE:
            seen_until = before.begun_at if before else None
            self.audits.begin(tenant, AuditRun(tenant, location, now, paid_seen_until=seen_until))

    def _audit(self, run: AuditRun, ask: Patience) -> tuple[AuditRun, CrmError | None]:
        """The audit as far as it came, and what stopped it, if something did."""
        connection = self.directory.connection(run.location_id)
        if connection is None or connection.tenant_id != run.tenant_id or not connection.is_live:
            return self._kept(replace(run, trouble="not_live")), None
        try:
            return self._steps(connection, run, ask), None
        except CrmError as problem:
            trouble = "unavailable" if isinstance(problem, CrmUnavailableError) else "refused"
            (kept,) = self.audits.runs(run.tenant_id, [run.location_id])
            return self._kept(replace(kept, trouble=trouble)), problem

    def _steps(self, connection: Connection, run: AuditRun, ask: Patience) -> AuditRun:
        listed: frozenset[RecordId] | None = frozenset() if run.step is AuditStep.BOOKINGS and run.page == 1 else None
        while not ask.is_over:
            listed_before = run.counts.repaired + run.counts.reported
            match run.step:
                case AuditStep.BOOKINGS:
                    page = self.bookings(connection, run, ask)
                    run, found = replace(page.run, trouble=""), page.found
                    listed = None if listed is None else listed | page.listed
                case AuditStep.CARDS:
                    listed = self.bookings.listed(connection, run, ask) if listed is None else listed
                    run, found = self.cards(connection, run, listed, ask)
                case _:
                    return self._finish(run)
            self.audits.save(run.tenant_id, run, found[: max(MOST_LISTED - listed_before, 0)])
        return run

    def _finish(self, run: AuditRun) -> AuditRun:
        """A person is told of what the ledger says of itself, and of what neither event nor sweep has found in time."""
        now, counts = self.clock.now(), run.counts
        subject = str(run.location_id)
        if counts.reported or counts.missed:
            facts: dict[str, str | int] = {"reported": counts.reported, "repaired": counts.repaired, "missed": counts.missed}
            item = AttentionItem(AttentionKind.DRIFT, subject, now, run.location_id, facts=facts)
            self.attention.notice(run.tenant_id, item)
        else:
            self.attention.settle(run.tenant_id, attention_id(AttentionKind.DRIFT, subject))
        return self._kept(replace(run, finished_at=now, trouble=""))

    def _kept(self, run: AuditRun) -> AuditRun:
        self.audits.save(run.tenant_id, run)
        return run


def _report(done: Sequence[tuple[AuditRun, AuditRun]], failed: Sequence[LocationId], waiting: int) -> AuditReport:
    added = Counter[str]()
    for before, after in done:
        for name in ("bookings", "cards", "mirrors", "repaired", "reported"):
            added[name] += getattr(after.counts, name) - getattr(before.counts, name)
    finished = sum(not after.is_open for _, after in done)
    drift = {name: added[name] for name in ("repaired", "reported")}
    return AuditReport(
        finished, added["bookings"], added["cards"], added["mirrors"], drift, tuple(failed), waiting - finished
    )  # fmt: skip
