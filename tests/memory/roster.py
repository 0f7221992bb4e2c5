"""Customers by the page over the shared store (tests/contract/test_roster.py)."""

from collections.abc import Collection, Mapping, Sequence

from comeback.domain.ids import CustomerId, JobId, ProgramId, TenantId
from comeback.domain.sync import SyncJob
from comeback.ports.roster import Listed, Met, Newcomer
from tests.memory.store import Store


class MemoryRoster:
    """The same people as MemoryCustomers of the same store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._met: dict[tuple[TenantId, CustomerId], tuple[JobId, int, Met]] = {}
        self._foreseen: dict[tuple[TenantId, JobId, str], int] = {}

    def by_phone(self, tenant: TenantId, phones: Sequence[str], programs: Collection[ProgramId]) -> Mapping[str, Listed]:
        found = {phone: self._store.phones[tenant, phone] for phone in phones if (tenant, phone) in self._store.phones}
        return {
            phone: Listed(
                self._store.profiles[tenant, customer],
                frozenset(program for program in programs if (tenant, customer, program) in self._store.cards),
            )
            for phone, customer in found.items()
        }

    def enrol(self, tenant: TenantId, newcomers: Sequence[Newcomer], job: JobId, page: int) -> Sequence[Newcomer]:
        return [one for one in newcomers if not self._store_one(tenant, one, job, page)]

    def meet(self, tenant: TenantId, customer: CustomerId, job: JobId, page: int, *, tied: bool) -> Met:
        if (tenant, customer) not in self._store.profiles:
            return Met.AGAIN
        first = self._met.get((tenant, customer))
        if first is None or first[0] != job:
            first = self._met[tenant, customer] = job, page, Met.TIED if tied else Met.UNCHANGED
        return first[2] if first[1] == page else Met.AGAIN

    def foresee(self, tenant: TenantId, phones: Sequence[str], job: SyncJob, page: int) -> frozenset[str]:
        return frozenset(phone for phone in phones if self._foreseen.setdefault((tenant, job.id, phone), page) == page)

    def _store_one(self, tenant: TenantId, one: Newcomer, job: JobId, page: int) -> bool:
        profile = one.profile
        if (tenant, profile.phone) in self._store.phones or any(link in self._store.clients for link in profile.clients):
            return False
        self._store.phones[tenant, profile.phone] = profile.id
        self._store.profiles[tenant, profile.id] = profile
        self._store.clients |= dict.fromkeys(profile.clients, profile.id)
        self._store.cards |= {(tenant, profile.id, card.program_id): card for card in one.cards}
        self._met[tenant, profile.id] = job, page, Met.CREATED
        return True
