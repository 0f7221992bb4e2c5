"""Customers and cards over DynamoDB. Personal data stand only in PROFILE items; a phone is a keyed hash elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.card_items import card_from, card_item
from comeback.adapters.dynamodb.codec import dump
from comeback.adapters.dynamodb.cursors import cursor_of, start_of
from comeback.adapters.dynamodb.errors import is_condition_failed, lost_condition
from comeback.adapters.dynamodb.profile_items import PhoneKeys, link_of, move_legs, profile_from, profile_update
from comeback.adapters.dynamodb.wire import to_wire
from comeback.domain.card import Card, CardRef
from comeback.domain.customer import Profile
from comeback.domain.errors import NotFound
from comeback.domain.ids import ClientId, CustomerId, LocationId, ProgramId, TenantId
from comeback.ports.customers import PhoneTaken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from comeback.adapters.dynamodb.table import Leg, Table
    from comeback.domain.customer import Link

_NEW = "attribute_not_exists(pk)"
_TRIES = 3
_LISTING_KEY = frozenset({"pk", "sk", "list_pk", "list_sk"})


class DynamoCustomers:
    """Uniqueness is in the keys: a phone's, and a card's."""

    def __init__(self, main: Table, phone_key: bytes) -> None:
        """`phone_key` keys the hash of phones, so that the table alone does not tell them."""
        self._main = main
        self._phones = PhoneKeys(phone_key)

    def find_by_phone(self, tenant: TenantId, phone: str) -> CustomerId | None:
        """One read."""
        item = self._main.get(self._phones(tenant, phone))
        return CustomerId(item["customer_id"]) if item else None

    def register(self, tenant: TenantId, profile: Profile) -> tuple[Profile, bool]:
        """A read, and for a new person one transaction."""
        for _ in range(_TRIES):
            known = self.find_by_phone(tenant, profile.phone)
            stored = self.profile(tenant, known) if known else None
            if stored is not None:
                return stored, False
            try:
                self._main.transact(
                    [
                        self._main.put_leg(
                            self._phones(tenant, profile.phone), {"customer_id": profile.id}, ConditionExpression=_NEW
                        ),
                        self._main.put_leg(
                            keys.profile(tenant, profile.id),
                            {"profile": dump(Profile, profile)},
                            ConditionExpression=_NEW,
                        ),
                    ]
                )
            except ClientError as problem:
                if not lost_condition(problem):
                    raise
                continue  # somebody registered the same phone at this moment: read theirs
            return profile, True
        raise TimeoutError("a person could not be registered: others kept writing")

    def profile(self, tenant: TenantId, customer: CustomerId) -> Profile | None:
        """One read, and the links that were added to it."""
        item = self._main.get(keys.profile(tenant, customer))
        return profile_from(item) if item else None

    def profiles(self, tenant: TenantId, customers: Sequence[CustomerId]) -> Mapping[CustomerId, Profile]:
        """One batch."""
        found = self._main.get_all(keys.profile(tenant, customer) for customer in customers)
        profiles = map(profile_from, found.values())
        return {profile.id: profile for profile in profiles}

    def save_profile(self, tenant: TenantId, profile: Profile) -> None:
        """As `change_profile`."""
        self.change_profile(tenant, profile.id, lambda stored: replace(profile, phone=stored.phone, created_at=stored.created_at))

    def change_profile(self, tenant: TenantId, customer: CustomerId, change: Callable[[Profile], Profile]) -> Profile | None:
        """A read and an update on condition that the personal data are as they were read; with another phone a transaction.
        The links are an attribute of their own and stay.
        """
        for _ in range(_TRIES):
            item = self._main.get(keys.profile(tenant, customer))
            if item is None:
                return None
            before = profile_from(item)
            after = replace(change(before), clients=before.clients)
            if after == before or self._replace(tenant, item["profile"], before, after):
                return after
        raise TimeoutError("a profile could not be changed: others kept writing")

    def _replace(self, tenant: TenantId, read: str, before: Profile, after: Profile) -> bool:
        """False: somebody else has written meanwhile."""
        changed = profile_update(tenant, read, after)
        try:
            if after.phone == before.phone:
                self._main.update(**changed)
            else:
                self._main.transact([self._main.update_leg(**changed), *self._phone_legs(tenant, before, after)])
        except ClientError as problem:
            if not (is_condition_failed(problem) or lost_condition(problem)):
                raise
            holder = self.find_by_phone(tenant, after.phone) if after.phone != before.phone else None
            if holder not in (None, after.id):
                raise PhoneTaken("this phone is somebody else's") from problem
            return False
        return True

    def _phone_legs(self, tenant: TenantId, before: Profile, after: Profile) -> Iterator[Leg]:
        """The new pointer only if nobody has it; the old one only if it is still theirs."""
        if after.phone:
            new = self._phones(tenant, after.phone)
            yield self._main.put_leg(new, {"customer_id": after.id}, ConditionExpression=_NEW)
        if before.phone:
            yield self._main.delete_leg(
                self._phones(tenant, before.phone),
                ConditionExpression="customer_id = :customer",
                ExpressionAttributeValues=to_wire({":customer": before.id}),
            )

    def move_client(self, tenant: TenantId, link: Link, source: CustomerId, target: CustomerId) -> None:
        """Pointer and both sets of links in one transaction."""
        try:
            self._main.transact(list(move_legs(self._main, tenant, link, source, target)))
        except ClientError as problem:
            if not lost_condition(problem):
                raise
            pointer = self._main.get(keys.client(*link))
            if pointer is None or (pointer["tenant_id"], pointer["customer_id"]) != (tenant, target):
                raise NotFound("the client is not this customer's, or there is no other one") from problem

    def link_client(self, tenant: TenantId, location: LocationId, client: ClientId, customer: CustomerId) -> None:
        """Pointer and link in one transaction; a pointer that is there already is replaced by an equal one."""
        pointer = self._main.update_leg(
            keys.client(location, client),
            {":tenant": tenant, ":customer": customer},
            UpdateExpression="SET tenant_id = :tenant, customer_id = :customer",
            # Another tenant's client is never led to our customer, whatever the caller forgot to check.
            ConditionExpression="attribute_not_exists(pk) OR tenant_id = :tenant",
        )
        link = self._main.update_leg(
            keys.profile(tenant, customer),
            {":client": {link_of(location, client)}},
            UpdateExpression="ADD clients :client",
            ConditionExpression="attribute_exists(pk)",
        )
        try:
            self._main.transact([pointer, link])
        except ClientError as problem:
            if not lost_condition(problem):
                raise
            raise NotFound("there is no such customer, or the client is another tenant's") from problem

    def issue(self, tenant: TenantId, card: Card) -> tuple[Card, bool]:
        """A read, and for a new card one transaction: events about people who have one are many, and a refused
        transaction costs as much as one that writes.
        """
        ref = CardRef(tenant, card.customer_id, card.program_id)
        existing = self.card(ref)
        if existing is not None:
            return existing, False
        head = keys.head(tenant, card.customer_id, card.program_id)
        reference = {"tenant_id": tenant, "customer_id": card.customer_id, "program_id": card.program_id}
        try:
            self._main.transact(
                [
                    self._main.put_leg(head, card_item(card), ConditionExpression=_NEW),
                    self._main.put_leg(keys.card_ref(card.id), reference, ConditionExpression=_NEW),
                ]
            )
        except ClientError as problem:
            if not lost_condition(problem):
                raise
            existing = self.card(ref)
            if existing is None:
                raise
            return existing, False
        return card, True

    def card(self, ref: CardRef) -> Card | None:
        """One read."""
        item = self._main.get(keys.head(ref.tenant_id, ref.customer_id, ref.program_id))
        return card_from(item) if item else None

    def cards(self, tenant: TenantId, customer: CustomerId) -> Sequence[Card]:
        """One query."""
        partition, prefix = keys.head(tenant, customer, ProgramId(""))
        items = self._main.query(
            KeyConditionExpression="pk = :customer AND begins_with(sk, :card)",
            values={":customer": partition, ":card": prefix},
        )
        return [card_from(item) for item in items]

    def cards_of_program(
        self, tenant: TenantId, program: ProgramId, limit: int, cursor: str | None
    ) -> tuple[Sequence[Card], str | None]:
        """One query of the listing index, one batch of heads."""
        partition = keys.program_cards(tenant, program)
        items, last = self._main.query_page(
            IndexName="listing",
            KeyConditionExpression="list_pk = :program",
            values={":program": partition},
            Limit=limit,
            start=start_of(cursor, {"list_pk": partition}, _LISTING_KEY),
        )
        wanted = [(item["pk"], item["sk"]) for item in items]
        found = self._main.get_all(wanted)
        return [card_from(found[key]) for key in wanted if key in found], cursor_of(last)
