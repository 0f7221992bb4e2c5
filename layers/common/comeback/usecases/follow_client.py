"""What a read of a client says about whose they are: the same person, one with another phone, or one who is back (§3).

A phone is the key of a person. Where another phone leads to another customer, or away from clients that keep the old one, a
person decides (`usecases/answer_phone_change.py`); balances are never merged by a machine.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.card import CardStatus
from comeback.domain.connection import Connection
from comeback.domain.customer import Former, Link, PhoneMove, Profile
from comeback.domain.ids import AttentionId, CustomerId
from comeback.ports.attention import Attention
from comeback.ports.crm import Crm, CrmClient, CrmGoneError, CrmRefusedError, Lane
from comeback.ports.customers import Customers, PhoneTaken
from comeback.ports.directory import Directory
from comeback.ports.phones import PhoneMissing, PhoneProblem, Phones
from comeback.ports.system import Clock
from comeback.usecases.block_card import UnblockCard
from comeback.usecases.lose_client import FORGOTTEN

_NEVER = datetime.min.replace(tzinfo=UTC)


class Followed(StrEnum):
    """What became of a client's phone."""

    SAME = "same"
    MOVED = "moved"
    ASKED = "asked"
    KEPT = "kept"
    """A person has said that this client stays."""
    UNUSABLE = "unusable"
    """Missing, hidden or none: what we know stays."""


@dataclass(frozen=True, slots=True)
class FollowClient:
    """The same read twice changes nothing the second time."""

    directory: Directory
    customers: Customers
    crm: Crm
    phones: Phones
    attention: Attention
    unblock: UnblockCard
    clock: Clock

    def __call__(self, connection: Connection, client: CrmClient, customer: CustomerId, lane: Lane) -> Followed:
        """Raises CrmUnavailableError."""
        link = connection.location_id, client.client_id
        try:
            phone = self.phones.normalise_crm(client.phone, connection.location.country)
        except PhoneProblem:
            return Followed.UNUSABLE
        profile = self.customers.profile(connection.tenant_id, customer)
        if profile is None:
            return Followed.UNUSABLE
        followed = self._phone(connection, profile, PhoneMove(*link, phone), lane)
        if link in profile.gone:
            self._take_back(profile, link, followed)
        return followed

    def _phone(self, connection: Connection, profile: Profile, move: PhoneMove, lane: Lane) -> Followed:
        if move.phone == profile.phone:
            self._settle(profile, [one for one in profile.moves if one.link == move.link])
            return Followed.SAME
        known = profile.move_of(move.link)
        if known == replace(move, kept=True):
            return Followed.KEPT
        other = self.customers.find_by_phone(profile.tenant_id, move.phone)
        if other is None and not self._is_shared(profile, move.link, lane):
            try:
                self._take(profile, move)
            except PhoneTaken:
                other = self.customers.find_by_phone(profile.tenant_id, move.phone)
            else:
                return Followed.MOVED
        self._ask(connection, profile, move, other)
        return Followed.ASKED

    def _is_shared(self, profile: Profile, link: Link, lane: Lane) -> bool:
        """Whether another client of the person keeps the phone. What cannot be read counts as kept: a person has a look."""
        return bool(profile.phone) and any(self._keeps(profile, other, lane) for other in profile.live_clients if other != link)

    def _keeps(self, profile: Profile, link: Link, lane: Lane) -> bool:
        connection = self.directory.connection(link[0])
        if connection is None or not connection.is_live or connection.tenant_id != profile.tenant_id:
            return True
        try:
            client = self.crm.client(connection, link[1], lane)
            return self.phones.normalise_crm(client.phone, connection.location.country) == profile.phone
        except (CrmGoneError, PhoneMissing):
            return False
        except (CrmRefusedError, PhoneProblem):
            return True

    def _take(self, profile: Profile, move: PhoneMove) -> None:
        """The person has another phone: cards, passes and links stay. Who has asked for the same phone is answered with it."""
        at = self.clock.now()

        def change(one: Profile) -> Profile:
            old = (Former("phone", one.phone, "crm", at),) if one.phone else ()
            return replace(one, phone=move.phone, former=(*one.former, *old))

        self.customers.change_profile(profile.tenant_id, profile.id, change)
        self._settle(profile, [one for one in profile.moves if one.phone == move.phone or one.link == move.link])

    def _settle(self, profile: Profile, moves: list[PhoneMove]) -> None:
        if not moves:
            return
        for move in moves:
            self.attention.settle(profile.tenant_id, phone_matter(move.link))
        self.customers.change_profile(
            profile.tenant_id, profile.id, lambda one: replace(one, moves=tuple(m for m in one.moves if m not in moves))
        )

    def _ask(self, connection: Connection, profile: Profile, move: PhoneMove, other: CustomerId | None) -> None:
        others = tuple(one for one in profile.moves if one.link != move.link)
        self.customers.change_profile(profile.tenant_id, profile.id, lambda one: replace(one, moves=(*others, move)))
        facts: dict[str, str | int] = {"client_id": move.client_id}
        if other is not None:
            facts["other_customer_id"] = other
        item = AttentionItem(
            AttentionKind.PHONE_CHANGED, _subject(move.link), self.clock.now(), connection.location_id,
            customer_id=profile.id, facts=facts, answers=("separate" if other is None else "merge", "keep"),
        )  # fmt: skip
        self.attention.notice(profile.tenant_id, item)

    def _take_back(self, profile: Profile, link: Link, followed: Followed) -> None:
        """Altegio has the client again. Cards that were closed because it had not are opened, and no others."""
        tenant = profile.tenant_id
        for card in self.customers.cards(tenant, profile.id) if followed in (Followed.SAME, Followed.MOVED) else ():
            if card.status is CardStatus.BLOCKED and card.status_note and card.status_note.actor == FORGOTTEN:
                self.unblock(tenant, card.id, FORGOTTEN, "The client is in Altegio again.")
        self.customers.change_profile(
            tenant, profile.id, lambda one: replace(one, gone=tuple(gone for gone in one.gone if gone != link))
        )


def phone_matter(link: Link) -> AttentionId:
    """The item about a client's other phone; there is one at a time."""
    return AttentionItem(AttentionKind.PHONE_CHANGED, _subject(link), _NEVER).id


def _subject(link: Link) -> str:
    return f"{link[0]}#{link[1]}"
