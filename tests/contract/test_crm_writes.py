"""The contract of ports.crm_writes.CrmWrites: in memory, and by Altegio's API against the stand-in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from comeback.adapters.crm.writes import FIELD_CODE, AltegioWrites
from comeback.domain.connection import ConnectionStatus
from comeback.domain.crm_writing import WritePermit, WritingOff
from comeback.domain.ids import ClientId
from comeback.domain.settings import CardSettings
from comeback.ports.crm import CrmGoneError, CrmRefusedError, Lane
from comeback.ports.crm_writes import CrmUncertainError, NotePlace, PersonToWrite
from tests.contract.reception import (
    ANN,
    CONNECTION,
    EVERYTHING,
    PERMIT,
    PHONE,
    PLACES,
    TYPE,
    Reception,
    at_altegio,
    in_memory,
    transport_to,
)
from tests.dev.altegio_world import Connected, connected


@pytest.fixture(scope="module")
def standing_altegio() -> Iterator[Connected]:
    with connected() as world:
        yield world


@pytest.fixture(params=["memory", "altegio"])
def reception(request: pytest.FixtureRequest) -> Iterator[Reception]:
    if request.param == "memory":
        yield in_memory()
        return
    world: Connected = request.getfixturevalue("standing_altegio")
    yield at_altegio(world)
    world.desk.clear_faults()
    for right, _ in PLACES.values():
        world.desk.give_right(right)
    for one in world.desk.clients():
        if one.phone == PHONE[1:]:
            world.desk.delete_client(one.client_id)
    if FIELD_CODE in world.get("/custom_fields/client/4564").__repr__():
        world.desk.remove_client_field(FIELD_CODE)


def each_write(reception: Reception, client: ClientId) -> dict[str, Callable[[], Any]]:
    writes, empty = reception.writes, reception.writes.card_note(PERMIT, client, Lane.SWEEP)
    return {
        "issue_card": lambda: writes.issue_card(PERMIT, PHONE, TYPE, "9026092100000017", Lane.SWEEP),
        "create_client": lambda: writes.create_client(PERMIT, ANN, Lane.SWEEP),
        "change_client": lambda: writes.change_client(PERMIT, client, replace(ANN, name="Anna"), Lane.SWEEP),
        "note_cards": lambda: writes.note_cards(PERMIT, client, empty, "Comeback card cd_1", Lane.SWEEP),
        "send_message": lambda: writes.send_message(PERMIT, client, "Your card", Lane.SWEEP),
        "send_email": lambda: writes.send_email(PERMIT, client, "Card", "Your card", Lane.SWEEP),
    }


def test_a_client_is_made_with_everything_that_is_known(reception: Reception) -> None:
    known = reception.crm.client(CONNECTION, reception.ann(), Lane.SWEEP)
    assert (known.name, known.email, known.birthday) == ("Ann Lee", "ann@example.com", "1990-04-12")


def test_a_card_is_issued_with_the_number_that_was_given(reception: Reception) -> None:
    ann = reception.ann()
    number = str(datetime.now(UTC).timestamp()).replace(".", "").ljust(16, "7")[:16]
    reception.writes.issue_card(PERMIT, PHONE, TYPE, number, Lane.SWEEP)
    numbers = {(card.type_id, card.number) for card in reception.loyalty.cards(CONNECTION, ann, Lane.SWEEP)}
    assert (TYPE, number) in numbers


def test_a_change_replaces_what_is_given_and_leaves_the_rest(reception: Reception) -> None:
    ann = reception.ann()
    reception.writes.change_client(PERMIT, ann, PersonToWrite(PHONE, "Anna Lee", email="new@example.com"), Lane.SWEEP)
    known = reception.crm.client(CONNECTION, ann, Lane.SWEEP)
    assert (known.name, known.email, known.birthday) == ("Anna Lee", "new@example.com", "1990-04-12")


def test_a_client_with_another_phone_is_left_alone(reception: Reception) -> None:
    ann = reception.ann()
    with pytest.raises(CrmGoneError):
        reception.writes.change_client(PERMIT, ann, replace(ANN, phone="+13155550199", name="X"), Lane.SWEEP)
    assert reception.crm.client(CONNECTION, ann, Lane.SWEEP).name == "Ann Lee"


def test_messages_and_emails_reach_the_one_who_is_meant(reception: Reception) -> None:
    ann = reception.ann()
    reception.writes.send_message(PERMIT, ann, "first", Lane.SWEEP)
    reception.writes.send_email(PERMIT, ann, "Card", "second", Lane.SWEEP)
    assert reception.messages_to(ann) == ["first", "second"]


@pytest.mark.parametrize("has_field", [False, True])
def test_a_note_is_replaced_by_the_next_one(reception: Reception, has_field: bool) -> None:
    if has_field:
        reception.give_field()
    ann, writes = reception.ann(), reception.writes
    assert writes.card_note(PERMIT, ann, Lane.SWEEP).text == ""
    for text in ("Comeback card cd_1: a", "Comeback card cd_1: b"):
        writes.note_cards(PERMIT, ann, writes.card_note(PERMIT, ann, Lane.SWEEP), text, Lane.SWEEP)
        note = writes.card_note(PERMIT, ann, Lane.SWEEP)
        assert (note.text, note.place) == (text, NotePlace.FIELD if has_field else NotePlace.COMMENT)
        assert reception.notes_at(ann) == [text]


def test_a_note_that_stands_twice_stands_once_afterwards(reception: Reception) -> None:
    ann, writes = reception.ann(), reception.writes
    empty = writes.card_note(PERMIT, ann, Lane.SWEEP)
    for _ in range(2):
        writes.note_cards(PERMIT, ann, empty, "Comeback card cd_1", Lane.SWEEP)
    assert reception.notes_at(ann) == ["Comeback card cd_1"] * 2
    writes.note_cards(PERMIT, ann, writes.card_note(PERMIT, ann, Lane.SWEEP), "Comeback card cd_1", Lane.SWEEP)
    assert reception.notes_at(ann) == ["Comeback card cd_1"]


def test_a_client_who_is_gone_has_no_note(reception: Reception) -> None:
    with pytest.raises(CrmGoneError):
        reception.writes.card_note(PERMIT, ClientId(1), Lane.SWEEP)


@pytest.mark.parametrize("name", list(PLACES))
def test_a_write_without_its_right_is_refused(reception: Reception, name: str) -> None:
    write = each_write(reception, reception.ann())[name]
    reception.refuse(name)
    with pytest.raises(CrmRefusedError):
        write()


@pytest.mark.parametrize("name", ["issue_card", "create_client", "send_message", "send_email"])
def test_a_write_whose_answer_got_lost_has_an_unknown_end(reception: Reception, name: str) -> None:
    write = each_write(reception, reception.ann())[name]
    reception.lose_answer(name)
    with pytest.raises(CrmUncertainError):
        write()


def test_an_issue_whose_answer_got_lost_was_done_all_the_same(reception: Reception) -> None:
    ann = reception.ann()
    before = len(reception.loyalty.cards(CONNECTION, ann, Lane.SWEEP))
    reception.lose_answer("issue_card")
    with pytest.raises(CrmUncertainError):
        reception.writes.issue_card(PERMIT, PHONE, TYPE, "9026092100000099", Lane.SWEEP)
    assert len(reception.loyalty.cards(CONNECTION, ann, Lane.SWEEP)) == before + 1


@pytest.mark.parametrize("settings", [CardSettings(), replace(EVERYTHING, write_to_crm=False)])
def test_there_is_no_permit_without_the_owners_leave(settings: CardSettings) -> None:
    with pytest.raises(WritingOff):
        WritePermit(CONNECTION, settings)


@pytest.mark.parametrize("status", [ConnectionStatus.FROZEN, ConnectionStatus.UNINSTALLED])
def test_there_is_no_permit_for_a_location_that_is_not_live(status: ConnectionStatus) -> None:
    with pytest.raises(WritingOff):
        WritePermit(replace(CONNECTION, status=status), EVERYTHING)


def test_clients_messages_and_emails_need_a_leave_of_their_own(reception: Reception) -> None:
    only_writing = WritePermit(CONNECTION, CardSettings(write_to_crm=True))
    writes = reception.writes
    with pytest.raises(WritingOff):
        writes.create_client(only_writing, ANN, Lane.SWEEP)
    with pytest.raises(WritingOff):
        writes.send_message(only_writing, ClientId(1), "x", Lane.SWEEP)
    with pytest.raises(WritingOff):
        writes.send_email(only_writing, ClientId(1), "x", "x", Lane.SWEEP)
    assert not reception.crm.find_clients(CONNECTION, PHONE, Lane.SWEEP)


def test_a_hidden_phone_is_never_written_back(standing_altegio: Connected) -> None:
    desk, writes = standing_altegio.desk, AltegioWrites(transport_to(standing_altegio))
    client = desk.add_client("Ann", phone=PHONE).client_id
    desk.add_client_field(FIELD_CODE)
    desk.take_right("client_phones_access")
    try:
        with pytest.raises(CrmGoneError):
            writes.change_client(PERMIT, ClientId(client), ANN, Lane.SWEEP)
        note = writes.card_note(PERMIT, ClientId(client), Lane.SWEEP)
        writes.note_cards(PERMIT, ClientId(client), note, "Comeback card cd_1", Lane.SWEEP)
        sheet = desk.show_client(client)
        assert (note.place, sheet.phone, sheet.comments) == (NotePlace.COMMENT, PHONE[1:], ["Comeback card cd_1"])
    finally:
        desk.give_right("client_phones_access")
        desk.remove_client_field(FIELD_CODE)
        desk.delete_client(client)


def test_other_peoples_comments_and_fields_stay(standing_altegio: Connected) -> None:
    desk, rest, writes = standing_altegio.desk, standing_altegio.rest, AltegioWrites(transport_to(standing_altegio))
    client = ClientId(desk.add_client("Ann", phone=PHONE).client_id)
    comments = f"/api/v1/clients/4564/clients/{client}/comments"
    rest.post(comments, json={"text": "Allergic to nuts"})
    writes.note_cards(PERMIT, client, writes.card_note(PERMIT, client, Lane.SWEEP), "Comeback card cd_1", Lane.SWEEP)
    desk.add_client_field("other")
    desk.add_client_field(FIELD_CODE)
    rest.put(f"/api/v1/client/4564/{client}", json={"name": "Ann", "phone": PHONE, "custom_fields": {"other": "x"}})
    writes.note_cards(PERMIT, client, writes.card_note(PERMIT, client, Lane.SWEEP), "Comeback card cd_1", Lane.SWEEP)
    sheet = desk.show_client(client)
    assert sheet.comments[0] == "Allergic to nuts"
    assert sheet.fields == {"other": "x", FIELD_CODE: "Comeback card cd_1"}
    for code in ("other", FIELD_CODE):
        desk.remove_client_field(code)
    desk.delete_client(client)
