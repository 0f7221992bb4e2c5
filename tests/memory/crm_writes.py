"""What is written to a memory desk, behind the port `CrmWrites` (tests/contract/test_crm_writes.py)."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from comeback.domain.ids import ClientId, LocationId, LoyaltyCardId
from comeback.domain.loyalty import LoyaltyCard
from comeback.ports.crm import CrmClient, CrmError, CrmGoneError, CrmRefusedError, CrmUnavailableError, Lane
from comeback.ports.crm_writes import CardNote, CrmUncertainError, NotePlace, PersonToWrite

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.domain.crm_writing import WritePermit
    from tests.memory.desk import MemoryDesk
    from tests.memory.loyalty import MemoryLoyalty


class MemoryCrmWrites:
    """`calls`: every modifying call that went out, by name. `lost`: calls whose next answer gets lost after they were done;
    `forgets`: cards and notes of those were not written after all. `broken`: calls that end with an error and do nothing.
    `before`: happens once, when the next call arrives.
    """

    def __init__(self, desk: MemoryDesk, loyalty: MemoryLoyalty) -> None:
        self.desk = desk
        self.loyalty = loyalty
        self.calls: list[str] = []
        self.lanes: set[Lane] = set()
        self.lost: list[str] = []
        self.forgets = False
        self.broken: dict[str, CrmError] = {}
        self.before: Callable[[], object] | None = None
        self.messages: list[tuple[ClientId, str]] = []
        self.emails: list[tuple[ClientId, str, str]] = []
        self.comments: dict[ClientId, dict[int, str]] = {}
        self.fields: dict[ClientId, str] = {}
        self.with_field: set[LocationId] = set()
        self._ids = count(1)

    def refuse(self, *names: str) -> None:
        self.broken = {name: CrmRefusedError("Altegio denies access") for name in names}

    def go_down(self, *names: str) -> None:
        self.broken = {name: CrmUnavailableError("the budget is used up") for name in names}

    def issue_card(self, permit: WritePermit, phone: str, card_type: int, number: str, lane: Lane) -> None:
        self._sent("issue_card", lane)
        if self.forgets:
            self._answered("issue_card")
        for (location, client), known in self.desk.clients.items():
            if known.phone == phone and location == permit.connection.location_id:
                card = LoyaltyCard(LoyaltyCardId(next(self._ids)), card_type, number, 0)
                self.loyalty.of_client.setdefault(client, []).append(card)
        self._answered("issue_card")

    def create_client(self, permit: WritePermit, person: PersonToWrite, lane: Lane) -> None:
        permit.must_create_clients()
        self._sent("create_client", lane)
        client = self.desk.add_client(person.phone, person.name or person.phone, permit.connection.location_id)
        self._fill(permit, client, person)
        self._answered("create_client")

    def change_client(self, permit: WritePermit, client: ClientId, person: PersonToWrite, lane: Lane) -> None:
        known = self._known(permit, client)
        if known.phone != person.phone:
            raise CrmGoneError("Altegio hides the client's phone or has another one")
        self._sent("change_client", lane)
        self._fill(permit, client, person)
        self._answered("change_client")

    def send_message(self, permit: WritePermit, client: ClientId, text: str, lane: Lane) -> None:
        permit.must_send_messages()
        self._sent("send_message", lane)
        self.messages.append((client, text))
        self._answered("send_message")

    def send_email(self, permit: WritePermit, client: ClientId, subject: str, text: str, lane: Lane) -> None:
        permit.must_send_emails()
        self._sent("send_email", lane)
        self.emails.append((client, subject, text))
        self._answered("send_email")

    def card_note(self, permit: WritePermit, client: ClientId, lane: Lane) -> CardNote:
        self._known(permit, client)
        if permit.connection.location_id in self.with_field:
            return CardNote(NotePlace.FIELD, self.fields.get(client, ""))
        own = self.comments.get(client, {})
        return CardNote(NotePlace.COMMENT, own[max(own)] if own else "", tuple(sorted(own)))

    def note_cards(self, permit: WritePermit, client: ClientId, before: CardNote, text: str, lane: Lane) -> None:
        self._sent("note_cards", lane)
        if self.forgets:
            self._answered("note_cards")
        if before.place is NotePlace.FIELD:
            self.fields[client] = text
        else:
            own = self.comments.setdefault(client, {})
            stale = before.comments[:-1] if before.text == text else before.comments
            if before.text != text:
                own[next(self._ids)] = text
            for one in stale:
                own.pop(one, None)
        self._answered("note_cards")

    def _sent(self, name: str, lane: Lane) -> None:
        if name in self.broken:
            raise self.broken[name]
        happening, self.before = self.before, None
        if happening is not None:
            happening()
        self.calls.append(name)
        self.lanes.add(lane)

    def _answered(self, name: str) -> None:
        if name in self.lost:
            self.lost.remove(name)
            raise CrmUncertainError("the answer got lost")

    def _known(self, permit: WritePermit, client: ClientId) -> CrmClient:
        try:
            return self.desk.clients[permit.connection.location_id, client]
        except KeyError:
            raise CrmGoneError("there is no such client") from None

    def _fill(self, permit: WritePermit, client: ClientId, person: PersonToWrite) -> None:
        known = self._known(permit, client)
        self.desk.clients[permit.connection.location_id, client] = replace(
            known,
            name=person.name or known.name,
            email=person.email or known.email,
            birthday=person.birthday or known.birthday,
            gender=person.gender or known.gender,
        )
