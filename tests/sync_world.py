"""A synchronisation over memory: La Visage with clients and their visits, and the queue in front of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.adapters.phones import LibraryPhones
from comeback.domain.ids import ClientId, JobId
from comeback.domain.sync import SyncJob, SyncWish
from comeback.messages import PastCardsDue, PastDayDue, SyncMessage, SyncPageDue, VisitChanged
from comeback.ports.crm import CrmClient
from comeback.usecases.count_past import CountPast
from comeback.usecases.issue_card import IssueCard
from comeback.usecases.note_masked import NoteMasked
from comeback.usecases.read_past_day import ReadPastDay
from comeback.usecases.start_sync import CommitBackfill, FollowSync, StartSync
from comeback.usecases.sync_page import SyncPage
from comeback.usecases.sync_phases import SyncOutcome, SyncPhases
from tests.builders import LA_VISAGE, TENANT
from tests.engine_world import EngineWorld
from tests.memory.queues import MemorySyncQueue
from tests.memory.roster import MemoryRoster
from tests.memory.sync_jobs import MemorySyncJobs
from tests.people import follow_client

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.domain.program import Program
    from comeback.domain.settings import CardSettings


PLAIN = SyncWish()


class SyncWorld(EngineWorld):
    """La Visage with clients, and the synchronisation in front of them."""

    def __init__(self, settings: CardSettings | None = None, of: Program | None = None) -> None:
        super().__init__(settings, of)
        self.jobs, self.pages, self.roster = MemorySyncJobs(), MemorySyncQueue(), MemoryRoster(self.store)
        issue = IssueCard(self.customers, self.ids, self.clock, "k1")
        self.start = StartSync(self.connections, self.jobs, self.pages, self.clock, self.ids)
        self.follow = FollowSync(self.jobs)
        self.phases = SyncPhases(self.jobs, self.directory, self.programs, self.pages, self.queue, self.clock)
        self.commit = CommitBackfill(self.follow, self.phases)
        self.read_page = SyncPage(
            self.directory, self.programs, self.customers, self.roster, self.phases, self.crm,
            LibraryPhones(), issue, self.clock, self.ids, NoteMasked(self.attention, self.connections, self.clock),
            follow_client(self.ports),
        )  # fmt: skip
        settle = self.handle.routes[VisitChanged].settle_days  # type: ignore[attr-defined]  # as events are settled
        self.read_day = ReadPastDay(self.phases, self.ledger, self.crm, settle)
        self.count = CountPast(self.phases, self.customers, self.ledger, self.clock, self.ids)
        self.desk.clients.clear()

    def do(self, message: SyncMessage) -> SyncOutcome:
        """One message, as the function's handler leads it."""
        routes: dict[type[Any], Callable[[Any], SyncOutcome]] = {
            SyncPageDue: self.read_page, PastDayDue: self.read_day, PastCardsDue: self.count,
        }  # fmt: skip
        return routes[type(message)](message)

    def client(self, number: int, phone: str | None = None) -> None:
        phone = f"1315555{number:04d}" if phone is None else phone
        self.desk.clients[LA_VISAGE, ClientId(number)] = CrmClient(ClientId(number), f"Client {number}", phone)

    def clients(self, count: int) -> None:
        for number in range(1, count + 1):
            self.client(number)

    def run(self, wish: SyncWish = PLAIN) -> SyncJob:
        """A whole synchronisation, its messages in order."""
        job = self.start(TENANT, LA_VISAGE, wish)
        self.read_all()
        return self.job(job.id)

    def job(self, job: JobId) -> SyncJob:
        return self.follow(TENANT, job)

    def read_all(self) -> list[SyncOutcome]:
        outcomes = []
        while self.pages.sent:
            outcomes.append(self.do(self.pages.sent.pop(0)))
        return outcomes

    @property
    def cards(self) -> int:
        return len(self.store.cards)
