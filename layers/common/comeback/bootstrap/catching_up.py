"""Composition of what cards catch up with: visits from before them, pauses of their program, another validity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.bootstrap.parts import accrual_queue, crm, main, the_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.ports.customers import Customers
    from comeback.usecases.settle_days import SettleDays


def catching_up_routes(customers: Customers, settle: SettleDays) -> dict[type[Any], Callable[[Any], Any]]:
    """Their messages in the accrual queue."""
    from comeback import messages
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.phones import LibraryPhones
    from comeback.adapters.system import SystemClock
    from comeback.usecases.compare_bookings import CompareBookings
    from comeback.usecases.look_back import BookedDays, LookBack
    from comeback.usecases.read_bookings import ReadBookings
    from comeback.usecases.review_cards import ReviewCards

    clock, directory, programs = SystemClock(), DynamoDirectory(main()), DynamoPrograms(main())
    ledger = the_ledger()
    queue, booked_days = accrual_queue(), BookedDays(crm(), clock)
    return {
        messages.LookBackDue: LookBack(directory, programs, customers, settle, booked_days, queue),
        messages.CardsDue: ReviewCards(programs, DynamoConnections(main()), customers, ledger, queue, clock),
        messages.BookingsDue: ReadBookings(CompareBookings(directory, ledger, LibraryPhones()), crm(), queue, clock),
    }
