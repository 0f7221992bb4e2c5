"""Mirrors of balances that Altegio owns: what reads them, and the sweep that finds what no event told."""

from __future__ import annotations

from random import uniform
from time import sleep
from typing import TYPE_CHECKING

from comeback.bootstrap.parts import accrual_queue, attention, crm, dynamodb, main, settings, the_ledger, transport

if TYPE_CHECKING:
    from comeback.adapters.dynamodb.mirrors import DynamoMirrors
    from comeback.ports.customers import Customers
    from comeback.ports.loyalty import Loyalty
    from comeback.usecases.issue_card import IssueCard
    from comeback.usecases.mirror_cards import MirrorCards
    from comeback.usecases.read_balance import ReadBalance
    from comeback.usecases.sweep_mirrors import SweepMirrors


def mirrors() -> DynamoMirrors:
    """The mirrors as stored."""
    from comeback.adapters.dynamodb.mirrors import DynamoMirrors
    from comeback.adapters.dynamodb.table import Table

    return DynamoMirrors(main(), Table(dynamodb(), settings.ledger_table))


def shown_mirrors() -> DynamoMirrors:
    """The mirrors for those who only show them: they have no access to entries."""
    from comeback.adapters.dynamodb.mirrors import DynamoMirrors

    return DynamoMirrors(main(), main())


def loyalty() -> Loyalty:
    """Altegio's loyalty of a location's chain."""
    from comeback.adapters.crm.loyalty import AltegioLoyalty

    return AltegioLoyalty(transport())


def read_balance() -> ReadBalance:
    """One person's balance at Altegio."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.system import SystemClock
    from comeback.usecases.read_balance import ReadBalance

    return ReadBalance(DynamoDirectory(main()), DynamoConnections(main()), loyalty(), SystemClock())


def mirror_cards(customers: Customers, issue_card: IssueCard) -> MirrorCards:
    """Behind the accrual queue."""
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.system import RandomIds, SystemClock
    from comeback.usecases.explain_change import ExplainChange
    from comeback.usecases.issue_loyalty_card import WantLoyaltyCard
    from comeback.usecases.mirror_cards import MirrorCards
    from comeback.usecases.note_mirror import NoteMirror

    clock = SystemClock()
    return MirrorCards(
        directory=DynamoDirectory(main()),
        ledger=the_ledger(),
        customers=customers,
        mirrors=mirrors(),
        issue_card=issue_card,
        read=read_balance(),
        explain=ExplainChange(loyalty(), crm()),
        note=NoteMirror(attention(), clock),
        clock=clock,
        ids=RandomIds(clock),
        pause=lambda: sleep(uniform(0.15, 0.4)),
        want_card=WantLoyaltyCard(accrual_queue()),
    )


def sweep_mirrors() -> SweepMirrors:
    """The scheduled reading of every mirrored card."""
    from comeback.adapters.dynamodb.connections import DynamoConnections
    from comeback.adapters.dynamodb.customers import DynamoCustomers
    from comeback.adapters.dynamodb.directory import DynamoDirectory
    from comeback.adapters.dynamodb.programs import DynamoPrograms
    from comeback.adapters.system import SystemClock
    from comeback.usecases.note_mirror import NoteMirror
    from comeback.usecases.sweep_mirrors import SweepMirrors

    clock = SystemClock()
    return SweepMirrors(
        connections=DynamoConnections(main()),
        directory=DynamoDirectory(main()),
        programs=DynamoPrograms(main()),
        customers=DynamoCustomers(main(), b""),  # nobody is looked up by phone here
        loyalty=loyalty(),
        queue=accrual_queue(),
        note=NoteMirror(attention(), clock),
        clock=clock,
    )
