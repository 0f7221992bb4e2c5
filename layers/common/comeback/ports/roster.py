"""Customers by the page: what a synchronisation reads and writes, in few requests."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from comeback.domain.card import Card
from comeback.domain.customer import Profile
from comeback.domain.ids import CustomerId, JobId, ProgramId, TenantId
from comeback.domain.sync import SyncJob


class Met(StrEnum):
    """The first meeting of a job and a customer, told by what this page did; `AGAIN`: another page was first."""

    CREATED = "created"
    TIED = "tied"
    UNCHANGED = "unchanged"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Listed:
    """A customer who exists already, and the programs in which they have a card."""

    profile: Profile
    programs: frozenset[ProgramId]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person nobody knew: the profile with its links to clients, and first cards."""

    profile: Profile
    cards: tuple[Card, ...]


class Roster(Protocol):
    """Tenant first; a phone is E.164 with plus."""

    def by_phone(self, tenant: TenantId, phones: Sequence[str], programs: Collection[ProgramId]) -> Mapping[str, Listed]:
        """Who has these phones; unknown ones are left out."""

    def enrol(self, tenant: TenantId, newcomers: Sequence[Newcomer], job: JobId, page: int) -> Sequence[Newcomer]:
        """Store all that can be stored, created by this page; answers with those whose phone, client or card somebody else
        has stored meanwhile.
        """

    def foresee(self, tenant: TenantId, phones: Sequence[str], job: SyncJob, page: int) -> frozenset[str]:
        """Which of the phones this page of a dry run is the first to meet; asked again it gives the first answer. Nothing
        else is stored.
        """

    def meet(self, tenant: TenantId, customer: CustomerId, job: JobId, page: int, *, tied: bool) -> Met:
        """How this page of the job meets a customer; `tied`: it is about to tie a client to them. Asked again, also after
        a crash, it gives the first answer.
        """
