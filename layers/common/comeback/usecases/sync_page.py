"""One page of a synchronisation: clients of Altegio become customers with cards, silently (loyalty-domain.md §13).

Any page may be read twice or by two handlers at once: links, customers and cards are unique by their keys, and a page's counts
are added once. A page asks for the one `WINDOW` further on, so that a few are under way and no message waits in vain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from comeback.domain.connection import Connection
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId, CustomerId
from comeback.domain.program import Program
from comeback.domain.sync import SyncCounts, SyncJob, SyncState
from comeback.messages import SyncPageDue
from comeback.ports.crm import Crm, CrmClient, CrmGoneError, CrmRefusedError, Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.phones import PhoneMissing, PhoneProblem, Phones
from comeback.ports.programs import Programs
from comeback.ports.queues import SyncQueue
from comeback.ports.roster import Listed, Met, Newcomer, Roster
from comeback.ports.sync_jobs import SyncJobs
from comeback.ports.system import Clock, Ids
from comeback.usecases.issue_card import IssueCard, enrolling_programs

WINDOW = 6


class SyncOutcome(StrEnum):
    """What came of a page's message."""

    READ = "read"
    READ_BEFORE = "read_before"
    ENDED = "ended"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SyncPage:
    """Never writes to Altegio and never tells a person anything."""

    directory: Directory
    programs: Programs
    customers: Customers
    roster: Roster
    jobs: SyncJobs
    crm: Crm
    phones: Phones
    issue_card: IssueCard
    queue: SyncQueue
    clock: Clock
    ids: Ids

    def __call__(self, message: SyncPageDue) -> SyncOutcome:
        """Read the page, unless the job has ended or the page was read before. Raises CrmUnavailableError."""
        job = self.jobs.get(message.tenant_id, message.job_id)
        if job is None or not job.is_open:
            return SyncOutcome.ENDED
        if message.page in job.pages_done:
            self._go_on(job, message.page)
            return SyncOutcome.READ_BEFORE
        connection = self.directory.connection(message.location_id)
        if connection is None or not connection.is_live or connection.tenant_id != message.tenant_id:
            return self._fail(job, "the location is not connected any more")
        try:
            clients, total = self.crm.clients_page(connection, message.page, Lane.SYNC)
        except (CrmRefusedError, CrmGoneError):
            return self._fail(job, "Altegio does not let us read the clients: grant the right to see them")
        counts = _Page(self, connection, job, message.page).take(clients)
        after = self.jobs.finish_page(job.tenant_id, job.id, message.page, total, counts)
        if after is not None:
            self._go_on(after, message.page)
        return SyncOutcome.READ

    def _go_on(self, job: SyncJob, page: int) -> None:
        """Ask for what follows; the last page ends the job. Sent again after a crash, it does no harm."""
        first = page == 1
        wanted = range(2, WINDOW + 2) if first else range(page + WINDOW, page + WINDOW + 1)
        following = [each for each in wanted if each <= job.pages and each not in job.pages_done]
        self.queue.send_all([SyncPageDue(job.tenant_id, job.location_id, job.id, each) for each in following])
        if job.is_complete:
            self.jobs.close(job.tenant_id, job.id, SyncState.DONE)

    def _fail(self, job: SyncJob, reason: str) -> SyncOutcome:
        self.jobs.close(job.tenant_id, job.id, SyncState.FAILED, reason)
        return SyncOutcome.FAILED


@dataclass(frozen=True, slots=True)
class _Page:
    """The clients of one page on their way to customers."""

    sync: SyncPage
    connection: Connection
    job: SyncJob
    number: int

    def take(self, clients: Sequence[CrmClient]) -> SyncCounts:
        """Tie, create, issue; what became of them."""
        by_phone, counts = self._by_phone(clients)
        holders = self.sync.directory.customers_of(self.connection.location_id, [one.client_id for one in clients])
        programs = enrolling_programs(self.sync.programs, self.connection)
        listed = dict(self._look_up(list(by_phone), programs))
        strangers = {phone: own for phone, own in by_phone.items() if phone not in listed}
        # A client whose phone has changed stays with the customer of the old one until a person decides.
        moved = {phone: own for phone, own in strangers.items() if all(one.client_id in holders for one in own)}
        counts = replace(counts, conflicts=sum(len(own) for own in moved.values()))
        fresh = {phone: own for phone, own in strangers.items() if phone not in moved}
        late = self._enrol(fresh, holders, programs)
        # Somebody else has registered these since we looked: they are customers now like all others.
        listed |= self._look_up(late, programs)
        for phone, own in by_phone.items():
            if phone in listed:
                counts = self._meet(counts, listed[phone], own, holders, programs)
        created = [own for phone, own in fresh.items() if phone not in late]
        # Neither new nor known: one of the clients was tied to another customer at this moment.
        torn = [fresh[phone] for phone in late if phone not in listed]
        return replace(
            counts,
            created=counts.created + len(created),
            duplicates=counts.duplicates + sum(len(own) - 1 for own in created),
            conflicts=counts.conflicts + sum(map(len, torn)),
        )

    def _look_up(self, phones: Sequence[str], programs: Sequence[Program]) -> Mapping[str, Listed]:
        wanted = [program.id for program in programs]
        return self.sync.roster.by_phone(self.connection.tenant_id, phones, wanted) if phones else {}

    def _by_phone(self, clients: Sequence[CrmClient]) -> tuple[dict[str, list[CrmClient]], SyncCounts]:
        found: dict[str, list[CrmClient]] = {}
        missing = invalid = 0
        for client in sorted(clients, key=lambda one: one.client_id):
            try:
                phone = self.sync.phones.normalise(client.phone, self.connection.location.country)
            except PhoneMissing:
                missing += 1
            except PhoneProblem:
                invalid += 1
            else:
                found.setdefault(phone, []).append(client)
        return found, SyncCounts(read=len(clients), without_phone=missing, invalid_phone=invalid)

    def _enrol(
        self, strangers: Mapping[str, list[CrmClient]], holders: Mapping[ClientId, CustomerId], programs: Sequence[Program]
    ) -> list[str]:
        """New people; the phones of those that could not be stored."""
        newcomers = [self._newcomer(phone, own, holders, programs) for phone, own in strangers.items()]
        late = self.sync.roster.enrol(self.connection.tenant_id, newcomers, self.job.id, self.number)
        return [one.profile.phone for one in late]

    def _newcomer(
        self, phone: str, own: Sequence[CrmClient], holders: Mapping[ClientId, CustomerId], programs: Sequence[Program]
    ) -> Newcomer:
        tenant = self.connection.tenant_id
        free = [client for client in own if client.client_id not in holders]
        first = free[0]
        profile = Profile(
            id=CustomerId(self.sync.ids.new("cu")), tenant_id=tenant, phone=phone, name=first.name, email=first.email,
            birthday=first.birthday, created_at=self.sync.clock.now(),
            clients=tuple((self.connection.location_id, client.client_id) for client in free),
        )  # fmt: skip
        return Newcomer(profile, tuple(self.sync.issue_card.fresh(tenant, program, profile.id) for program in programs))

    def _meet(
        self, counts: SyncCounts, listed: Listed, own: Sequence[CrmClient], holders: Mapping[ClientId, CustomerId],
        programs: Sequence[Program],
    ) -> SyncCounts:  # fmt: skip
        """A customer who exists: tie what is not tied, issue what is not issued."""
        tenant, location, customer = self.connection.tenant_id, self.connection.location_id, listed.profile.id
        foreign = [one for one in own if holders.get(one.client_id, customer) != customer]
        loose = [one for one in own if one.client_id not in holders]
        met = self.sync.roster.meet(tenant, customer, self.job.id, self.number, tied=bool(loose))
        for client in loose:
            self.sync.customers.link_client(tenant, location, client.client_id, customer)
        for program in programs:
            if program.id not in listed.programs:
                self.sync.issue_card(tenant, program, customer)
        return replace(
            counts,
            created=counts.created + (met is Met.CREATED),
            linked=counts.linked + (met is Met.TIED),
            duplicates=counts.duplicates + len(own) - (met is not Met.AGAIN),
            conflicts=counts.conflicts + len(foreign),
        )
