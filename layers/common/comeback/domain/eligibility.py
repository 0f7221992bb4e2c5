"""Which lines of a visit count, and whether enough of it is paid (loyalty-domain.md §6.2, §6.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comeback.domain.ids import RecordId
from comeback.domain.settings import CardSettings, PaymentGate
from comeback.domain.settlement import SettledLine
from comeback.domain.visit import Attendance, Booking
from comeback.domain.words import Phrase


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """Whether a line counts, and why, as a clause."""

    settled: SettledLine
    eligible: bool
    reason: Phrase


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether enough is paid. `due`: what remains to be paid, minor units; `why` it is closed."""

    kind: PaymentGate
    open: bool
    due: int
    why: Phrase | None = None


def judge_line(settled: SettledLine, booking: Booking, settings: CardSettings, closed: Phrase | None) -> LineVerdict:
    """The first obstacle decides; `closed` says why nothing of the visit may earn."""
    line = settled.line
    obstacles = (
        (booking.deleted, Phrase("why.cancelled")),
        (booking.attendance == Attendance.NO_SHOW, Phrase("why.no_show")),
        (booking.attendance != Attendance.ARRIVED, Phrase("why.not_arrived")),
        (line.prepaid, Phrase("why.prepaid")),
        (line.type == "product" and not settings.count_products, Phrase("why.product")),
        (settled.by_session and not settings.membership_visits_earn, Phrase("why.session")),
    )
    why = closed or next((why for stands, why in obstacles if stands), None)
    return LineVerdict(settled, eligible=why is None, reason=why or Phrase(f"line.{line.type}"))


def judge_gate(lines: Sequence[LineVerdict], records: Mapping[RecordId, Booking], settings: CardSettings) -> Gate:
    """§6.5 over the arrived bookings; products matter only where they count (ruling 5), prepayments never (§5.2)."""
    kind = settings.payment_gate
    owed = [
        line.settled
        for line in lines
        if records[line.settled.line.record_id].attendance == Attendance.ARRIVED
        and not line.settled.cancelled
        and not line.settled.line.prepaid
        and (line.settled.line.type == "service" or settings.count_products)
    ]
    due = sum(max(each.due, 0) for each in owed)
    payable = sum(each.line.payable for each in owed)
    paid = sum(each.paid for each in owed)
    if settings.membership_visits_earn:
        paid += sum(each.line.payable for each in owed if each.by_session)
    full = kind is PaymentGate.FULL
    obstacles = (
        (full and payable == 0, Phrase("why.nothing_to_pay")),
        (paid <= 0, Phrase("why.unpaid")),
        (full and due > 0, Phrase("why.not_full")),
    )
    why = None if kind is PaymentGate.NONE else next((why for stands, why in obstacles if stands), None)
    return Gate(kind, open=why is None, due=due, why=why)
