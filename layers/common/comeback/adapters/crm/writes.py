"""Altegio's modifying calls behind the port `CrmWrites`. Nothing else in this package changes anything there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from comeback.adapters.crm.edge import Many, Map, Shape, Text, Whole, read
from comeback.adapters.crm.transport import NothingDoneError
from comeback.domain.customer import GENDERS
from comeback.ports.crm import CrmGoneError, CrmRefusedError, CrmUnavailableError, Lane
from comeback.ports.crm_writes import CardNote, CrmUncertainError, NotePlace, PersonToWrite

if TYPE_CHECKING:
    from comeback.adapters.crm.transport import AltegioTransport
    from comeback.domain.crm_writing import WritePermit
    from comeback.domain.ids import ClientId

FIELD_CODE = "comeback_card"
"""The owner who makes a client's field with this code gets cards noted there (altegio.md §4.3)."""

COMMENT_MARK = "Comeback card "
"""How every comment of ours begins."""

# What a client's own answer may say back to Altegio unchanged; sums and counters are Altegio's alone.
_KEPT = (
    "name", "surname", "middle_name", "phone", "email", "gender_id", "importance_id", "discount", "card", "birth_date", "comment",
    "sms_check", "sms_not",
)  # fmt: skip


_SHORTEST_PHONE = 7


class _Field(Shape):
    code: Text = ""
    api_key: Text = ""


class _Comment(Shape):
    id: Whole
    text: Text = ""


class _Category(Shape):
    id: Whole = 0


class _Client(Shape):
    phone: Text = ""
    name: Text = ""
    surname: Text = ""
    categories: Many[_Category] = Field(default_factory=list)
    custom_fields: Map = Field(default_factory=dict)

    @property
    def phone_is_whole(self) -> bool:
        return len(_digits(self.phone)) >= _SHORTEST_PHONE and not set(self.phone) - set("+0123456789")

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.name.strip(), self.surname.strip()) if part)


class AltegioWrites:
    """Each write takes its call from the budget before it is sent, so that a full budget is no unknown end."""

    def __init__(self, transport: AltegioTransport) -> None:
        """Over the shared transport."""
        self._transport = transport

    def issue_card(self, permit: WritePermit, phone: str, card_type: int, number: str, lane: Lane) -> None:
        """One call."""
        body = {"loyalty_card_number": number, "loyalty_card_type_id": str(card_type), "phone": int(phone.removeprefix("+"))}
        self._write(permit, "POST", f"/loyalty/cards/{permit.connection.location_id}", lane, body)

    def create_client(self, permit: WritePermit, person: PersonToWrite, lane: Lane) -> None:
        """One call."""
        permit.must_create_clients()
        body = {"name": person.phone, "phone": person.phone.removeprefix("+"), **_named(person), **_own(person)}
        self._write(permit, "POST", f"/clients/{permit.connection.location_id}", lane, body)

    def change_client(self, permit: WritePermit, client: ClientId, person: PersonToWrite, lane: Lane) -> None:
        """Two calls: the client as it is goes back with our changes, since what is left out might be emptied."""
        known, before = self._client(permit, client, lane)
        if not known.phone_is_whole or _digits(known.phone) != _digits(person.phone):
            raise CrmGoneError("Altegio hides the client's phone or has another one")
        changes: dict[str, Any] = _own(person)
        if person.name and person.name != known.full_name:
            changes |= _named(person)
        self._put_client(permit, client, known, {**before, **changes}, lane)

    def send_message(self, permit: WritePermit, client: ClientId, text: str, lane: Lane) -> None:
        """One call; always by id, because a filter that is missing means everybody (altegio.md §5.9)."""
        permit.must_send_messages()
        body = {"client_ids": [int(client)], "text": text}
        self._write(permit, "POST", f"/sms/clients/by_id/{permit.connection.location_id}", lane, body)

    def send_email(self, permit: WritePermit, client: ClientId, subject: str, text: str, lane: Lane) -> None:
        """One call; by id, too."""
        permit.must_send_emails()
        body = {"client_ids": [int(client)], "subject": subject, "text": text}
        self._write(permit, "POST", f"/email/clients/by_id/{permit.connection.location_id}", lane, body)

    def card_note(self, permit: WritePermit, client: ClientId, lane: Lane) -> CardNote:
        """Two calls, three where a phone is hidden."""
        known = self._client(permit, client, lane)[0] if self._has_field(permit, lane) else None
        # A hidden phone would go back as it is shown, so such a client gets a comment.
        if known is not None and known.phone_is_whole:
            return CardNote(NotePlace.FIELD, str(known.custom_fields.get(FIELD_CODE) or ""))
        found = read(list[_Comment], self._get(permit, _comments(permit, client), lane) or [])
        own = sorted((one for one in found if one.text.startswith(COMMENT_MARK)), key=lambda one: one.id)
        return CardNote(NotePlace.COMMENT, own[-1].text if own else "", tuple(one.id for one in own))

    def note_cards(self, permit: WritePermit, client: ClientId, before: CardNote, text: str, lane: Lane) -> None:
        """Two calls for a field; for a comment one, and one more for each that it replaces."""
        if before.place is NotePlace.FIELD:
            known, fields = self._client(permit, client, lane)
            own = {**known.custom_fields, FIELD_CODE: text}
            self._put_client(permit, client, known, {**fields, "custom_fields": own}, lane)
            return
        stale = before.comments
        if before.text == text:
            stale = stale[:-1]
        else:
            self._write(permit, "POST", _comments(permit, client), lane, {"text": text})
        for comment in stale:
            self._remove_comment(permit, client, comment, lane)

    def _remove_comment(self, permit: WritePermit, client: ClientId, comment: int, lane: Lane) -> None:
        try:
            self._write(permit, "DELETE", f"{_comments(permit, client)}/{comment}", lane)
        except CrmGoneError:
            return  # which is what was wanted

    def _has_field(self, permit: WritePermit, lane: Lane) -> bool:
        try:
            answer = self._get(permit, f"/custom_fields/client/{permit.connection.location_id}", lane)
        except (CrmRefusedError, CrmGoneError):
            return False
        return any(FIELD_CODE in (one.code, one.api_key) for one in read(list[_Field], answer or []))

    def _client(self, permit: WritePermit, client: ClientId, lane: Lane) -> tuple[_Client, dict[str, Any]]:
        """The client, and those of its fields that a change has to repeat."""
        answer = self._get(permit, f"/client/{permit.connection.location_id}/{client}", lane)
        known = read(_Client, answer)
        return known, {name: answer[name] for name in _KEPT if name in answer}

    def _put_client(self, permit: WritePermit, client: ClientId, known: _Client, fields: dict[str, Any], lane: Lane) -> None:
        body = {"labels": [one.id for one in known.categories], "custom_fields": known.custom_fields, **fields}
        self._write(permit, "PUT", f"/client/{permit.connection.location_id}/{client}", lane, body)

    def _get(self, permit: WritePermit, path: str, lane: Lane) -> Any:
        return self._transport.api("GET", path, lane=lane, location=permit.connection.location_id)

    def _write(self, permit: WritePermit, method: str, path: str, lane: Lane, body: Any = None) -> None:
        """The one place from which something goes out that changes Altegio. Raises CrmUncertainError for an unknown end."""
        location = permit.connection.location_id
        self._transport.reserve(1, lane, location)
        try:
            self._transport.api(method, path, lane=None, location=location, json=body)
        except NothingDoneError:
            raise
        except CrmUnavailableError as problem:
            raise CrmUncertainError(str(problem), problem.retry_after) from problem


def _own(person: PersonToWrite) -> dict[str, Any]:
    numbers = {gender: number for number, gender in GENDERS.items()}
    fields = {"email": person.email, "birth_date": person.birthday, "gender_id": numbers.get(person.gender)}
    return {name: value for name, value in fields.items() if value}


def _named(person: PersonToWrite) -> dict[str, str]:
    """First name and last name, as far as they are told apart."""
    if not person.name:
        return {}
    return {"name": person.name.removesuffix(person.surname).strip() or person.name, "surname": person.surname}


def _comments(permit: WritePermit, client: ClientId) -> str:
    return f"/clients/{permit.connection.location_id}/clients/{client}/comments"


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
