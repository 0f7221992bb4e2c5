"""One page of a dry run: what a synchronisation would make of the clients, without making it (ruling 19)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comeback.domain.connection import Connection
from comeback.domain.sync import SyncCounts, SyncJob
from comeback.ports.crm import CrmClient
from comeback.ports.directory import Directory
from comeback.ports.phones import Phones
from comeback.ports.roster import Roster
from comeback.usecases.client_phones import by_phone


@dataclass(frozen=True, slots=True)
class ForeseePage:
    """Stores nothing but which page has met a phone first, so that nobody counts twice. Everybody with another phone than their
    customer is a conflict here; in earnest many of them take the customer along.
    """

    directory: Directory
    roster: Roster
    phones: Phones

    def __call__(self, connection: Connection, job: SyncJob, page: int, clients: Sequence[CrmClient]) -> SyncCounts:
        """The counts that the page would add."""
        own_of, counts = by_phone(self.phones, connection, clients)
        holders = self.directory.customers_of(connection.location_id, [one.client_id for one in clients])
        listed = self.roster.by_phone(job.tenant_id, list(own_of), ()) if own_of else {}
        moved = [phone for phone, own in own_of.items() if phone not in listed and all(one.client_id in holders for one in own)]
        first = self.roster.foresee(job.tenant_id, [phone for phone in own_of if phone not in moved], job, page)
        for phone, own in own_of.items():
            if phone in moved:
                counts = replace(counts, conflicts=counts.conflicts + len(own))
                continue
            known = listed.get(phone)
            foreign = [one for one in own if known and holders.get(one.client_id, known.profile.id) != known.profile.id]
            loose = any(one.client_id not in holders for one in own)
            counts = replace(
                counts,
                created=counts.created + (phone in first and known is None),
                linked=counts.linked + (phone in first and known is not None and loose),
                duplicates=counts.duplicates + len(own) - (phone in first),
                conflicts=counts.conflicts + len(foreign),
            )
        return counts
