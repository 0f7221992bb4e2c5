"""The nightly audit, and the report of what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.bootstrap.mirrors import mirrors, read_balance
from comeback.bootstrap.parts import accrual_queue, attention, crm, main, the_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.usecases.audit import Audit, AuditReport
    from comeback.web.api.drift_routes import DriftCalls


def audit() -> Audit:
    """Behind the schedule."""
    from time import sleep

    from comeback.adapters.dynamodb.audits import DynamoAudits
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.system import SystemClock
    from comeback.usecases.audit import Audit
    from comeback.usecases.audit_bookings import AuditBookings
    from comeback.usecases.audit_cards import AuditCards
    from comeback.usecases.compare_bookings import CompareBookings
    from comeback.usecases.note_unarrived import NoteUnarrived

    clock, directory, programs = SystemClock(), DynamoDirectory(main()), DynamoPrograms(main())
    ledger, queue = the_ledger(), accrual_queue()
    customers = DynamoCustomers(main(), b"")  # nobody is looked up by phone here
    compare = CompareBookings(directory, ledger, LibraryPhones())
    unarrived = NoteUnarrived(attention(), directory, clock)
    return Audit(
        connections=DynamoConnections(main()),
        directory=directory,
        audits=DynamoAudits(main()),
        bookings=AuditBookings(crm(), compare, programs, unarrived, queue, clock),
        cards=AuditCards(directory, programs, customers, ledger, mirrors(), read_balance(), queue, clock),
        attention=attention(),
        clock=clock,
        wait=sleep,
    )


def audit_rest() -> Callable[[], AuditReport]:
    """Only audits that are under way."""
    return audit().rest


def drift_calls() -> DriftCalls:
    """The report."""
    from comeback.adapters.dynamodb.audits import DynamoAudits
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.web.api.drift_routes import DriftCalls

    return DriftCalls(DynamoAudits(main()), DynamoConnections(main()))
