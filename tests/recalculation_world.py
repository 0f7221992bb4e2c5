"""The engine over memory with an owner who changes settings and has them reach back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from comeback.domain.day import Day
from comeback.domain.ids import CustomerId, LocationId, TenantId
from comeback.domain.program import Program
from comeback.domain.recalculation import CardChange, Recalculation
from comeback.domain.settings import CardSettings
from comeback.domain.visit import Place
from comeback.messages import RecalculationPageDue
from comeback.ports.ledger import Claim, DayWrite, Pointer, Posting, Receipt
from comeback.usecases.rebook_card import RebookCard
from comeback.usecases.recalculate_page import RecalculatePage, RecalculationOutcome
from comeback.usecases.start_recalculation import CommitRecalculation, FollowRecalculation, StartRecalculation
from comeback.usecases.write_settings import WriteSettings
from tests.builders import LA_VISAGE, PROGRAM, TENANT
from tests.engine_world import SECOND, EngineWorld
from tests.memory.ledger import MemoryLedger
from tests.memory.queues import MemorySyncQueue
from tests.memory.recalculations import MemoryRecalculations
from tests.memory.store import Store

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


class Meddled(MemoryLedger):
    """The world's ledger, with something that happens right before each of some calls."""

    def __init__(self, store: Store, before: Callable[[str], None]) -> None:
        super().__init__(store)
        self._before = before

    def claim(self, tenant: TenantId, place: Place, now: datetime, at_work_since: datetime | None = None) -> Claim:
        self._before("claim")
        return super().claim(tenant, place, now, at_work_since)

    def days_of(self, tenant: TenantId, customer: CustomerId, since: date = date.min) -> Sequence[tuple[Place, Day]]:
        self._before("days_of")
        return super().days_of(tenant, customer, since)

    def commit(
        self, tenant: TenantId, writes: Sequence[DayWrite], postings: Sequence[Posting], pointers: Sequence[Pointer] = (),
        receipt: Receipt | None = None,
    ) -> None:  # fmt: skip
        self._before("commit")
        super().commit(tenant, writes, postings, pointers, receipt)


class RecalculationWorld(EngineWorld):
    """Jobs and their pages beside the accrual queue."""

    def __init__(self, settings: CardSettings | None = None, of: Program | None = None) -> None:
        super().__init__(settings, of)
        self.jobs, self.pages = MemoryRecalculations(), MemorySyncQueue()
        self.start = StartRecalculation(self.programs, self.jobs, self.pages, self.clock, self.ids)
        self.commit = CommitRecalculation(self.programs, self.jobs, self.pages, self.clock)
        self.follow = FollowRecalculation(self.jobs, self.clock)
        self.rebook = RebookCard(self.ledger, self.jobs, self.clock, self.ids, pause=lambda: None)
        self.look = RecalculatePage(
            self.programs, self.customers, self.ledger, self.jobs, self.rebook, self.pages, self.clock
        )  # fmt: skip
        self.looked: list[RecalculationOutcome] = []

    def change_settings(self, settings: CardSettings) -> None:
        """At both locations, from a week later on; what was booked until then is in the past."""
        self.clock.pass_by(timedelta(days=7))
        write = WriteSettings(self.programs, self.clock)
        for location in (LA_VISAGE, SECOND):
            write(TENANT, PROGRAM, location, settings)

    def preview(self, location: LocationId | None = None, start: date = SEPTEMBER, end: date = OCTOBER) -> Recalculation:
        """A whole preview of September."""
        self.clock.pass_by(timedelta(days=10))
        job = self.start(TENANT, PROGRAM, start, end, location)
        self.work_pages()
        return self.follow(TENANT, PROGRAM, job.id)

    def book(self, job: Recalculation) -> Recalculation:
        """A whole commit."""
        self.commit(TENANT, PROGRAM, job.id)
        self.work_pages()
        return self.follow(TENANT, PROGRAM, job.id)

    def begin(self, job: Recalculation) -> None:
        """A commit up to its first page of cards: from now on the program says it."""
        self.commit(TENANT, PROGRAM, job.id)
        assert self.next_page() is RecalculationOutcome.BEGUN

    def work_pages(self) -> None:
        """The queue of pages until it is empty."""
        while self.pages.sent:
            self.next_page()

    def next_page(self) -> RecalculationOutcome:
        message = self.due
        self.pages.sent.pop(0)
        self.looked.append(self.look(message))
        return self.looked[-1]

    @property
    def due(self) -> RecalculationPageDue:
        """The page that is next in the queue."""
        message = self.pages.sent[0]
        assert isinstance(message, RecalculationPageDue)
        return message

    def cards_of(self, job: Recalculation) -> list[CardChange]:
        return list(self.follow.cards(job, 100, None)[0])

    def change_program(self, **changes: object) -> None:
        """By the back door: what is not the settings."""
        stored = self.store.programs[TENANT, PROGRAM]
        self.store.programs[TENANT, PROGRAM] = replace(stored, **changes)  # type: ignore[arg-type]

    def meddle(self, before: Callable[[str], None]) -> None:
        """From now on something happens before calls of the pages' ledger."""
        ledger = Meddled(self.store, before)
        self.look = replace(self.look, ledger=ledger, rebook_card=replace(self.rebook, ledger=ledger))
