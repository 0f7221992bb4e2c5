"""The bookings of thirty days, a page at a time, against what was evaluated of them (data-model.md §6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from comeback.domain.connection import Connection
from comeback.domain.drift import AuditRun, AuditStep, Difference, DriftKind
from comeback.domain.ids import RecordId
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.domain.visit import Attendance, Booking
from comeback.ports.crm import Crm, CrmRecord, Lane
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.compare_bookings import CompareBookings, Unlike
from comeback.usecases.note_unarrived import NoteUnarrived
from comeback.usecases.patience import Patience
from comeback.usecases.sweep import visit_changed

DAYS = 30
_TIME_TO_BE_FOUND = timedelta(minutes=30)
"""In which an event or the sweep finds a change."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came of a page: the audit after it, the differences, and the bookings that it listed."""

    run: AuditRun
    found: Sequence[Difference]
    listed: frozenset[RecordId]


@dataclass(frozen=True, slots=True)
class AuditBookings:
    """A booking that differs is sent to be read and booked as an event would be, in the lowest lane."""

    crm: Crm
    compare: CompareBookings
    programs: Programs
    unarrived: NoteUnarrived
    queue: AccrualQueue
    clock: Clock

    def __call__(self, connection: Connection, run: AuditRun, ask: Patience) -> Page:
        """One call of Altegio. Raises CrmError, QueueUnavailableError."""
        records, more = ask(partial(self._listed, connection, run, run.page))
        now = self.clock.now()
        unlike = self._that_count(connection, self.compare(connection, records))
        found = [run.judged(_difference(connection, one, now)) for one in unlike]
        self.queue.send_all([visit_changed(connection, one.record, now, "audit") for one in unlike])
        self.unarrived.settle(connection, records)
        after = max((at for at in (connection.last_sweep_at, run.paid_seen_until) if at), default=None)
        self.unarrived.note(connection, records, {one.record.booking.record_id for one in unlike}, after)
        missed = sum(not one.is_open and _is_old(each.record, now) for one, each in zip(found, unlike, strict=True))
        run = run.counting(found, bookings=len(records), missed=missed)
        step = AuditStep.BOOKINGS if more else AuditStep.CARDS
        return Page(replace(run, page=run.page + 1, step=step), found, _ids(records))

    def listed(self, connection: Connection, run: AuditRun, ask: Patience) -> frozenset[RecordId]:
        """Every booking of the window, for an audit that goes on after its bookings were compared. Raises CrmError."""
        found, page, more = frozenset[RecordId](), 1, True
        while more:
            records, more = ask(partial(self._listed, connection, run, page))
            found, page = found | _ids(records), page + 1
        return found

    def _listed(self, connection: Connection, run: AuditRun, page: int) -> tuple[Sequence[CrmRecord], bool]:
        first, last = window(connection, run)
        return self.crm.records_between(connection, first, last, page, Lane.AUDIT)

    def _that_count(self, connection: Connection, unlike: Iterable[Unlike]) -> list[Unlike]:
        """A booking that was never here may be from before anything could earn, or of people who were no clients of ours."""
        since = self._accrual_since(connection)
        connected = connection.connected_at.astimezone(ZoneInfo(connection.location.timezone)).date()
        return [
            one
            for one in unlike
            if one.stored or (one.record.local_date >= since and (one.known or one.record.local_date >= connected))
        ]

    def _accrual_since(self, connection: Connection) -> date:
        programs = (self.programs.get(connection.tenant_id, number) for number in connection.program_ids)
        stamps = [one for one in programs if one and (one.type, one.status) == (ProgramType.STAMP, ProgramStatus.ACTIVE)]
        return min((one.start_of_accrual or date.min for one in stamps), default=date.max)


def window(connection: Connection, run: AuditRun) -> tuple[date, date]:
    """The first and last date that are compared; the same for every page of an audit."""
    last = run.begun_at.astimezone(ZoneInfo(connection.location.timezone)).date()
    return last - timedelta(days=DAYS - 1), last


def in_words(booking: Booking | None) -> str:
    """A booking as a report shows it; the fingerprint tells versions apart that differ in prices or payments."""
    if booking is None:
        return "nothing"
    state = "cancelled" if booking.deleted else _WORDS.get(booking.attendance, "unknown")
    return f"{state}, {booking.starts_at:%Y-%m-%d %H:%M} UTC, version {booking.fingerprint}"


_WORDS: dict[int, str] = {
    Attendance.NO_SHOW: "no-show",
    Attendance.WAITING: "waiting",
    Attendance.ARRIVED: "arrived",
    Attendance.CONFIRMED: "confirmed",
}


def _difference(connection: Connection, one: Unlike, now: datetime) -> Difference:
    kind = DriftKind.BOOKING_DIFFERS if one.stored else DriftKind.BOOKING_MISSING
    booking = one.record.booking
    return Difference(
        kind, connection.location_id, now, in_words(booking), in_words(one.stored), "repaired",
        visit_id=booking.visit_id, record_id=booking.record_id,
    )  # fmt: skip


def _is_old(record: CrmRecord, now: datetime) -> bool:
    return record.changed_at is None or record.changed_at <= now - _TIME_TO_BE_FOUND


def _ids(records: Sequence[CrmRecord]) -> frozenset[RecordId]:
    return frozenset(record.booking.record_id for record in records)
