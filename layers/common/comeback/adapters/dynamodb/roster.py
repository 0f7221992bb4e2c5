"""Customers by the page: reads in batches of a hundred keys, new people twenty to a transaction."""

from __future__ import annotations

from itertools import batched
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.card_items import card_item
from comeback.adapters.dynamodb.codec import dump
from comeback.adapters.dynamodb.errors import is_condition_failed, lost_condition
from comeback.adapters.dynamodb.profile_items import PhoneKeys, links_of, profile_from
from comeback.adapters.dynamodb.wire import from_wire
from comeback.domain.customer import Profile
from comeback.domain.ids import CustomerId, JobId, ProgramId, TenantId
from comeback.ports.roster import Listed, Met, Newcomer
from comeback.ports.sync_jobs import KEPT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from comeback.adapters.dynamodb.table import Leg, Table
    from comeback.domain.sync import SyncJob

_NEW = "attribute_not_exists(pk)"
_MOST_LEGS = 100  # of one transaction (aws-facts.md §1)


class DynamoRoster:
    """The same items as DynamoCustomers, many at a time."""

    def __init__(self, main: Table, phone_key: bytes) -> None:
        """`phone_key` as for DynamoCustomers."""
        self._main = main
        self._phones = PhoneKeys(phone_key)

    def by_phone(self, tenant: TenantId, phones: Sequence[str], programs: Collection[ProgramId]) -> Mapping[str, Listed]:
        """Pointers in a batch, then profiles and heads of those who are there."""
        pointers = {self._phones(tenant, phone): phone for phone in phones}
        found = {pointers[key]: CustomerId(item["customer_id"]) for key, item in self._main.get_all(pointers).items()}
        wanted = [
            key
            for customer in found.values()
            for key in (keys.profile(tenant, customer), *(keys.head(tenant, customer, program) for program in programs))
        ]
        items = self._main.get_all(wanted) if wanted else {}
        return {
            phone: Listed(
                profile_from(items[keys.profile(tenant, customer)]),
                frozenset(program for program in programs if keys.head(tenant, customer, program) in items),
            )
            for phone, customer in found.items()
            if keys.profile(tenant, customer) in items
        }

    def enrol(self, tenant: TenantId, newcomers: Sequence[Newcomer], job: JobId, page: int) -> Sequence[Newcomer]:
        """As many as fit into a transaction; where one of them stands against it, each for itself."""
        late: list[Newcomer] = []
        for group in _groups(newcomers):
            if not self._store(tenant, group, job, page):
                late.extend(one for one in group if not self._store(tenant, [one], job, page))
        return late

    def meet(self, tenant: TenantId, customer: CustomerId, job: JobId, page: int, *, tied: bool) -> Met:
        """One conditional update, which tells of the first meeting when it fails."""
        met = Met.TIED if tied else Met.UNCHANGED
        try:
            self._main.update(
                keys.profile(tenant, customer),
                {":met": _meeting(job, page, met), ":job": f"{job}/"},
                UpdateExpression="SET met_by = :met",
                ConditionExpression="attribute_exists(pk) AND (attribute_not_exists(met_by) OR NOT begins_with(met_by, :job))",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            item: Any = problem.response.get("Item", {})
            first = str(from_wire(item).get("met_by", ""))
            by_us = first.startswith(_meeting(job, page, ""))
            return Met(first.rpartition("/")[2]) if by_us else Met.AGAIN
        return met

    def foresee(self, tenant: TenantId, phones: Sequence[str], job: SyncJob, page: int) -> frozenset[str]:
        """One conditional write a phone; they expire."""
        return frozenset(phone for phone in phones if self._meets_first(tenant, phone, job, page))

    def _meets_first(self, tenant: TenantId, phone: str, job: SyncJob, page: int) -> bool:
        digest = self._phones(tenant, phone)[0].rpartition("#")[2]
        try:
            self._main.put(
                keys.sync_phone(tenant, job.id, digest),
                {"met_by": page, "expires_at_epoch": int((job.created_at + KEPT).timestamp())},
                ConditionExpression="attribute_not_exists(pk) OR met_by = :page",
                ExpressionAttributeValues={":page": {"N": str(page)}},
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            return False
        return True

    def _store(self, tenant: TenantId, newcomers: Sequence[Newcomer], job: JobId, page: int) -> bool:
        legs = [leg for one in newcomers for leg in self._legs(tenant, one, _meeting(job, page, Met.CREATED))]
        try:
            self._main.transact(legs)
        except ClientError as problem:
            if not lost_condition(problem):
                raise
            return False
        return True

    def _legs(self, tenant: TenantId, one: Newcomer, met_by: str) -> Iterable[Leg]:
        profile = one.profile
        body = {"profile": dump(Profile, profile), "clients": links_of(profile), "met_by": met_by}
        yield self._main.put_leg(self._phones(tenant, profile.phone), {"customer_id": profile.id}, ConditionExpression=_NEW)
        yield self._main.put_leg(keys.profile(tenant, profile.id), body, ConditionExpression=_NEW)
        for location, client in profile.clients:
            pointer = {"tenant_id": tenant, "customer_id": profile.id}
            yield self._main.put_leg(keys.client(location, client), pointer, ConditionExpression=_NEW)
        for card in one.cards:
            reference = {"tenant_id": tenant, "customer_id": profile.id, "program_id": card.program_id}
            head = keys.head(tenant, profile.id, card.program_id)
            yield self._main.put_leg(head, card_item(card), ConditionExpression=_NEW)
            yield self._main.put_leg(keys.card_ref(card.id), reference, ConditionExpression=_NEW)


def _meeting(job: JobId, page: int, met: str) -> str:
    return f"{job}/{page}/{met}"


def _groups(newcomers: Sequence[Newcomer]) -> Iterable[Sequence[Newcomer]]:
    """Equal groups whose largest member still lets a transaction hold all."""
    largest = max((2 + len(one.profile.clients) + 2 * len(one.cards) for one in newcomers), default=1)
    return batched(newcomers, max(_MOST_LEGS // largest, 1), strict=False)
