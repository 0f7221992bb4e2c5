"""One page of a synchronisation: clients of Altegio become customers with cards, silently (loyalty-domain.md §13).

Any page may be read twice or by two handlers at once: links, customers and cards are unique by their keys, and a page's counts
are added once. A page asks for the one `WINDOW` further on, so that a few are under way and no message waits in vain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from comeback.domain.card import CardOrigin
from comeback.domain.connection import Connection
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId, CustomerId
from comeback.domain.program import Program
from comeback.domain.sync import SyncCounts, SyncJob, wanted_after
from comeback.messages import SyncPageDue
from comeback.ports.crm import Crm, CrmClient, CrmGoneError, CrmRefusedError, Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.phones import Phones
from comeback.ports.programs import Programs
from comeback.ports.roster import Listed, Met, Newcomer, Roster
from comeback.ports.system import Clock, Ids
from comeback.usecases.client_phones import by_phone
from comeback.usecases.follow_client import FollowClient, Followed
from comeback.usecases.foresee_page import ForeseePage
from comeback.usecases.issue_card import IssueCard, enrolling_programs
from comeback.usecases.note_masked import NoteMasked
from comeback.usecases.sync_phases import SyncOutcome, SyncPhases

WINDOW = 6


@dataclass(frozen=True, slots=True)
class SyncPage:
    """Never writes to Altegio and never tells a person anything."""

    directory: Directory
    programs: Programs
    customers: Customers
    roster: Roster
    phases: SyncPhases
    crm: Crm
    phones: Phones
    issue_card: IssueCard
    clock: Clock
    ids: Ids
    note_masked: NoteMasked
    follow: FollowClient

    def __call__(self, message: SyncPageDue) -> SyncOutcome:
        """Read the page, unless the job has ended or the page was read before. Raises CrmUnavailableError."""
        job = self.phases.open_job(message.tenant_id, message.job_id)
        if job is None:
            return SyncOutcome.ENDED
        if message.page in job.pages_done:
            self._go_on(job, message.page)
            return SyncOutcome.READ_BEFORE
        connection = self.phases.connection(message.tenant_id, message.location_id)
        if connection is None:
            return self.phases.disconnected(job)
        try:
            clients, total = self.crm.clients_page(connection, message.page, Lane.SYNC)
        except (CrmRefusedError, CrmGoneError):
            return self.phases.fail(job, "Altegio does not let us read the clients: grant the right to see them")
        if job.is_dry:
            counts = ForeseePage(self.directory, self.roster, self.phones)(connection, job, message.page, clients)
        else:
            counts = _Page(self, connection, job, message.page).take(clients)
        after = self.phases.jobs.finish_page(job.tenant_id, job.id, message.page, total, counts)
        if after is not None:
            self._go_on(after, message.page)
        return SyncOutcome.READ

    def _go_on(self, job: SyncJob, page: int) -> None:
        """Ask for what follows; the last page ends the phase. Sent again after a crash, it does no harm."""
        following = wanted_after(page, WINDOW, job.pages, job.pages_done)
        self.phases.queue.send_all([SyncPageDue(job.tenant_id, job.location_id, job.id, each) for each in following])
        if job.is_complete:
            self._report_masked(job)
            self.phases.after_clients(job)

    def _report_masked(self, job: SyncJob) -> None:
        connection = self.phases.connection(job.tenant_id, job.location_id)
        if connection is not None and not job.is_dry:
            self.note_masked.of_all(connection, job.counts.masked_phone)


@dataclass(frozen=True, slots=True)
class _Page:
    """The clients of one page on their way to customers."""

    sync: SyncPage
    connection: Connection
    job: SyncJob
    number: int

    def take(self, clients: Sequence[CrmClient]) -> SyncCounts:
        """Tie, create, issue; what became of them."""
        by_their_phone, counts = by_phone(self.sync.phones, self.connection, clients)
        holders = self.sync.directory.customers_of(self.connection.location_id, [one.client_id for one in clients])
        programs = enrolling_programs(self.sync.programs, self.connection)
        listed = dict(self._look_up(list(by_their_phone), programs))
        if self._follow(by_their_phone, listed, holders):
            listed = dict(self._look_up(list(by_their_phone), programs))
        strangers = {phone: own for phone, own in by_their_phone.items() if phone not in listed}
        # Who has another phone and could not take their customer along stays until a person decides.
        moved = {phone: own for phone, own in strangers.items() if all(one.client_id in holders for one in own)}
        counts = replace(counts, conflicts=sum(len(own) for own in moved.values()))
        fresh = {phone: own for phone, own in strangers.items() if phone not in moved}
        late = self._enrol(fresh, holders, programs)
        # Somebody else has registered these since we looked: they are customers now like all others.
        listed |= self._look_up(late, programs)
        for phone, own in by_their_phone.items():
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

    def _follow(
        self, own_of: Mapping[str, list[CrmClient]], listed: Mapping[str, Listed], holders: Mapping[ClientId, CustomerId]
    ) -> bool:
        """Clients with another phone than their customer, and those who were gone; whether a customer's phone moved along."""
        followed = [
            self.sync.follow(self.connection, client, holders[client.client_id], Lane.SYNC)
            for phone, own in own_of.items()
            for client in own
            if client.client_id in holders and not self._is_known(client, listed.get(phone), holders[client.client_id])
        ]
        return Followed.MOVED in followed

    def _is_known(self, client: CrmClient, at_phone: Listed | None, holder: CustomerId) -> bool:
        link = self.connection.location_id, client.client_id
        return at_phone is not None and at_phone.profile.id == holder and link not in at_phone.profile.gone

    def _look_up(self, phones: Sequence[str], programs: Sequence[Program]) -> Mapping[str, Listed]:
        wanted = [program.id for program in programs]
        return self.sync.roster.by_phone(self.connection.tenant_id, phones, wanted) if phones else {}

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
            birthday=first.birthday, created_at=self.sync.clock.now(), surname=first.surname, gender=first.gender,
            clients=tuple((self.connection.location_id, client.client_id) for client in free),
        )  # fmt: skip
        fresh = self.sync.issue_card.fresh
        cards = tuple(fresh(tenant, program, profile.id, origin=CardOrigin.SYNC) for program in programs)
        return Newcomer(profile, cards)

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
                self.sync.issue_card(tenant, program, customer, origin=CardOrigin.SYNC)
        return replace(
            counts,
            created=counts.created + (met is Met.CREATED),
            linked=counts.linked + (met is Met.TIED),
            duplicates=counts.duplicates + len(own) - (met is not Met.AGAIN),
            conflicts=counts.conflicts + len(foreign),
        )
