"""What Altegio notes of a person's cards, where the owner allows it (loyalty-domain.md §5.2, `write_to_crm`)."""

from dataclasses import replace

import pytest

from comeback.domain.card import Card, CardStatus, StatusNote
from comeback.domain.card_note import NotedCard, mark_of, note_of
from comeback.domain.google_passes import GooglePass, GoogleState
from comeback.domain.ids import CardId, ClientId, ProgramId
from comeback.domain.ledger import Actor
from comeback.domain.program import ProgramType
from comeback.domain.settings import CardSettings
from comeback.messages import CardNoteDue
from comeback.ports.ledger import Posting
from comeback.ports.passes import Device
from tests import builders
from tests.builders import LA_VISAGE, PROGRAM, TENANT
from tests.engine_world import JANE_PHONE, SECOND
from tests.writes_world import WritesWorld

WRITING = CardSettings(write_to_crm=True)


class NotesWorld(WritesWorld):
    """Stamps; Jane has a card."""

    def __init__(self, settings: CardSettings = WRITING) -> None:
        super().__init__(settings, ProgramType.STAMP)
        self.meet()

    def note_down(self) -> str:
        outcome = self.tell(CardNoteDue(None, self.head().id))
        self.settle()
        return outcome

    def notes(self, client: ClientId | None = None) -> list[str]:
        return list(self.writes.comments.get(client or self.jane, {}).values())

    def block(self) -> None:
        head = self.head()
        note = StatusNote(Actor("person", "owner"), "lost phone", self.clock.now())
        blocked = replace(head, status=CardStatus.BLOCKED, status_note=note, mark=head.mark + 1000)
        self.ledger.commit(TENANT, [], [Posting(blocked, head, ())])


def noted(card: Card, *, in_apple: bool = False, in_google: bool = False) -> NotedCard:
    return NotedCard(card, in_apple, in_google, "https://cb.test/c/x")


def test_serial_type_state_and_link_stand_at_the_client() -> None:
    world = NotesWorld()
    assert world.note_down() == "noted"
    (note,) = world.notes()
    assert note.startswith(f"Comeback card {world.head().id} (stamp, not installed): https://cb.test/c/{world.head().id}.k1.")


def test_what_was_noted_is_not_written_again_and_costs_no_call() -> None:
    world = NotesWorld()
    world.note_down()
    calls = len(world.writes.calls)
    world.writes.fields = {}
    assert [world.note_down() for _ in range(5)] == ["before"] * 5
    assert len(world.writes.calls) == calls


def test_installing_and_blocking_replace_the_note() -> None:
    world = NotesWorld()
    world.note_down()
    world.passes.register(world.head().ref, world.head().id, "pass.test", Device("d1", "token", world.clock.now()))
    assert world.note_down() == "noted"
    assert ["in Apple Wallet" in one for one in world.notes()] == [True]
    world.google_passes.rows[world.head().id] = GooglePass(GoogleState.SAVED)
    world.note_down()
    assert ["in Apple Wallet and Google Wallet" in one for one in world.notes()] == [True]
    world.block()
    world.note_down()
    assert ["(stamp, blocked)" in one for one in world.notes()] == [True]


def test_a_field_is_used_where_there_is_one() -> None:
    world = NotesWorld()
    world.writes.with_field.add(LA_VISAGE)
    world.note_down()
    assert world.writes.fields[world.jane].startswith("Comeback card ")
    assert world.notes() == []


def test_of_several_clients_the_newest_is_written_to() -> None:
    world = NotesWorld()
    newest = world.desk.add_client(JANE_PHONE)
    world.customers.link_client(TENANT, LA_VISAGE, newest, world.profile().id)
    world.note_down()
    assert (len(world.notes(newest)), world.notes(world.jane)) == (1, [])


def test_every_location_that_knows_the_person_and_allows_it_gets_a_note() -> None:
    world = NotesWorld()
    there = world.desk.add_client(JANE_PHONE, location=SECOND)
    world.customers.link_client(TENANT, SECOND, there, world.profile().id)
    world.note_down()
    assert (len(world.notes()), len(world.notes(there))) == (1, 1)
    world.change_settings(SECOND, write_to_crm=False)
    world.block()
    world.note_down()
    assert "not installed" in world.notes(there)[0]


def test_one_note_tells_of_all_cards_of_a_person() -> None:
    world = NotesWorld()
    second = replace(world.program, id=ProgramId("pr_" + "0" * 25 + "2"), revision=0)
    world.programs.save(TENANT, second)
    world.enrol.issue_card(TENANT, second, world.profile().id)
    world.note_down()
    (note,) = world.notes()
    assert note.count("Comeback card ") == 2


@pytest.mark.parametrize("settings", [CardSettings(), CardSettings(write_to_crm=False)])
def test_with_writing_off_nothing_is_noted(settings: CardSettings) -> None:
    world = NotesWorld(settings)
    assert world.note_down() == "nowhere"
    assert world.writes.calls == []


def test_an_answer_that_got_lost_leads_to_no_second_note() -> None:
    world = NotesWorld()
    world.writes.lost.append("note_cards")
    world.note_down()
    assert (len(world.notes()), world.writes.calls) == (1, ["note_cards"])


def test_a_note_that_came_twice_all_the_same_is_cleared_up() -> None:
    world = NotesWorld()
    world.note_down()
    (text,) = world.notes()
    world.writes.comments[world.jane] = {1: text, 2: text}
    world.intents.stored.clear()
    assert world.note_down() == "noted"
    assert world.notes() == [text]


def test_a_note_whose_end_stays_unknown_is_a_persons_business() -> None:
    world = NotesWorld()
    world.writes.lost += ["note_cards"] * 9
    world.writes.forgets = True
    world.note_down()
    assert (world.matters(), world.writes.calls) == (["card_note"], ["note_cards"] * 3)
    assert world.note_down() == "uncertain"
    assert len(world.writes.calls) == 3


def test_a_card_or_person_that_is_unknown_is_noted_nowhere() -> None:
    world = NotesWorld()
    assert world.tell(CardNoteDue(TENANT, CardId("cd_" + "9" * 26))) == "nowhere"
    card = world.head().id
    del world.store.programs[TENANT, PROGRAM]
    assert world.tell(CardNoteDue(TENANT, card)) == "nowhere"
    del world.store.profiles[TENANT, world.profile().id]
    assert world.tell(CardNoteDue(TENANT, card)) == "nowhere"


def test_cards_stand_in_one_order_and_erased_ones_are_left_out() -> None:
    first, second = builders.card(), replace(builders.card(), id=CardId("cd_" + "9" * 26))
    erased = replace(second, id=CardId("cd_" + "8" * 26), status=CardStatus.ERASED)
    assert note_of([noted(first), noted(second)]) == note_of([noted(second), noted(erased), noted(first)])
    assert note_of([noted(erased)]) == ""


def test_a_mark_tells_notes_and_clients_apart() -> None:
    assert len({mark_of("a", 1), mark_of("b", 1), mark_of("a", 2)}) == 3
