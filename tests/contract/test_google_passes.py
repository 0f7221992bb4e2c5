"""The contract of ports.google_passes.GooglePasses, for both implementations."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from comeback.adapters.dynamodb.google_passes import DynamoGooglePasses
from comeback.adapters.dynamodb.table import Table
from comeback.domain.google_passes import GooglePass, GoogleState
from comeback.ports.google_passes import GooglePasses, Told
from tests.api_world import NOW
from tests.google_world import card_numbered
from tests.memory.google import MemoryGooglePasses

CARD, OTHER = card_numbered(1), card_numbered(2)
SOON = NOW + timedelta(seconds=45)


@pytest.fixture(params=["memory", "dynamodb"])
def passes(request: pytest.FixtureRequest) -> GooglePasses:
    if request.param == "memory":
        return MemoryGooglePasses()
    return DynamoGooglePasses(request.getfixturevalue("main_table"))


def test_a_card_has_a_row_from_its_first_offer_on(passes: GooglePasses) -> None:
    assert passes.get(CARD) is None
    assert passes.offer(CARD) == passes.get(CARD) == GooglePass(GoogleState.OFFERED)
    assert passes.get(OTHER) is None


def test_a_second_offer_changes_nothing(passes: GooglePasses) -> None:
    passes.offer(CARD)
    passes.note_event(CARD, GoogleState.SAVED, "n1", SOON)
    passes.note_told(CARD, Told(1000, 3))
    assert passes.offer(CARD) == GooglePass(GoogleState.SAVED, 1000, balance=3)


def test_what_was_told_is_remembered(passes: GooglePasses) -> None:
    passes.offer(CARD)
    passes.note_told(CARD, Told(1000, 3, NOW, (NOW,), GoogleState.SAVED))
    assert passes.get(CARD) == GooglePass(GoogleState.SAVED, 1000, NOW, 3, (NOW,))
    passes.note_told(CARD, Told(2000, -1, SOON, (NOW, SOON)))
    assert passes.get(CARD) == GooglePass(GoogleState.SAVED, 2000, SOON, -1, (NOW, SOON))


def test_an_insert_is_no_update_in_time(passes: GooglePasses) -> None:
    passes.offer(CARD)
    passes.note_told(CARD, Told(1000, 3))
    assert passes.get(CARD) == GooglePass(GoogleState.OFFERED, 1000, None, 3, ())


@pytest.mark.parametrize("mark", [999, 1000])
def test_an_older_mark_never_replaces_a_newer_one(passes: GooglePasses, mark: int) -> None:
    passes.offer(CARD)
    passes.note_told(CARD, Told(1000, 3, NOW))
    passes.note_told(CARD, Told(mark, 9, SOON, (SOON,), GoogleState.REMOVED))
    assert passes.get(CARD) == GooglePass(GoogleState.OFFERED, 1000, NOW, 3)


def test_the_same_mark_in_another_look_is_remembered_and_a_newer_one_stays(passes: GooglePasses) -> None:
    passes.offer(CARD)
    passes.note_told(CARD, Told(1000, 3, NOW, (NOW,), look="blue"))
    passes.note_told(CARD, Told(1000, 3, None, (NOW,), look="red"))
    assert passes.get(CARD) == GooglePass(GoogleState.OFFERED, 1000, NOW, 3, (NOW,), "red")
    passes.note_told(CARD, Told(999, 3, look="green"))
    assert passes.get(CARD) == GooglePass(GoogleState.OFFERED, 1000, NOW, 3, (NOW,), "red")


def test_nothing_is_noted_for_a_card_that_was_never_offered(passes: GooglePasses) -> None:
    passes.note_told(CARD, Told(1000, 3))
    assert passes.get(CARD) is None


def test_a_claim_is_of_one_until_it_is_given_back(passes: GooglePasses) -> None:
    passes.offer(CARD)
    passes.note_told(CARD, Told(1000, 3))
    assert passes.claim(CARD, NOW, SOON) == GooglePass(GoogleState.OFFERED, 1000, balance=3)
    assert passes.claim(CARD, NOW, SOON) is None
    passes.release(CARD, SOON)
    assert passes.claim(CARD, NOW, SOON)


def test_a_claim_ends_by_itself_and_then_the_first_owner_cannot_give_it_back(passes: GooglePasses) -> None:
    passes.offer(CARD)
    later = SOON + timedelta(seconds=45)
    assert passes.claim(CARD, NOW, SOON)
    assert passes.claim(CARD, SOON, later)
    passes.release(CARD, SOON)
    assert passes.claim(CARD, SOON, later) is None


def test_a_card_without_a_row_cannot_be_claimed(passes: GooglePasses) -> None:
    assert passes.claim(CARD, NOW, SOON) is None
    passes.release(CARD, SOON)
    assert passes.get(CARD) is None


def test_claims_of_two_cards_do_not_meet(passes: GooglePasses) -> None:
    passes.offer(CARD)
    passes.offer(OTHER)
    assert passes.claim(CARD, NOW, SOON)
    assert passes.claim(OTHER, NOW, SOON)


def test_a_nonce_counts_once_for_all_cards(passes: GooglePasses) -> None:
    for card in (CARD, OTHER):
        passes.offer(card)
    assert passes.note_event(CARD, GoogleState.SAVED, "n1", SOON)
    assert not passes.note_event(CARD, GoogleState.REMOVED, "n1", SOON)
    assert not passes.note_event(OTHER, GoogleState.REMOVED, "n1", SOON)
    assert passes.get(CARD) == GooglePass(GoogleState.SAVED)
    assert passes.get(OTHER) == GooglePass(GoogleState.OFFERED)


def test_an_event_of_a_card_whose_row_is_lost_makes_one(passes: GooglePasses) -> None:
    assert passes.note_event(CARD, GoogleState.SAVED, "n1 é", SOON)
    assert passes.get(CARD) == GooglePass(GoogleState.SAVED)


def test_a_nonce_ends_with_its_message(request: pytest.FixtureRequest) -> None:
    table = request.getfixturevalue("main_table")
    DynamoGooglePasses(table).note_event(CARD, GoogleState.SAVED, "n1", SOON)
    items = table.client.scan(TableName=table.name)["Items"]
    ends = [int(item["expires_at_epoch"]["N"]) for item in items if "expires_at_epoch" in item]
    assert ends == [int(SOON.timestamp()) + 1]


def test_a_table_that_does_not_answer_is_no_answer(request: pytest.FixtureRequest) -> None:
    passes = DynamoGooglePasses(Table(request.getfixturevalue("main_table").client, "no-such-table"))
    for call in (
        lambda: passes.claim(CARD, NOW, SOON),
        lambda: passes.release(CARD, SOON),
        lambda: passes.note_told(CARD, Told(1, 1)),
        lambda: passes.note_event(CARD, GoogleState.SAVED, "n1", SOON),
    ):
        with pytest.raises(ClientError):
            call()


def test_many_rows_come_at_once(passes: GooglePasses) -> None:
    passes.offer(CARD)
    assert passes.get_all([CARD, OTHER]) == {CARD: GooglePass(GoogleState.OFFERED)}
    assert passes.get_all([]) == {}


def test_a_state_is_corrected_unless_it_has_changed_meanwhile(passes: GooglePasses) -> None:
    passes.offer(CARD)
    assert passes.note_seen(CARD, GoogleState.OFFERED, GoogleState.SAVED)
    assert not passes.note_seen(CARD, GoogleState.OFFERED, GoogleState.REMOVED)
    assert not passes.note_seen(OTHER, GoogleState.OFFERED, GoogleState.SAVED)
    assert passes.get(CARD) == GooglePass(GoogleState.SAVED)
    assert passes.get(OTHER) is None
