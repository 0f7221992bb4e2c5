"""The messages that a card may show in a day, on both wallets together."""

from datetime import timedelta
from typing import Any

from comeback.domain.ids import CardId
from comeback.domain.message_budget import FOR_OTHERS, LIMIT, Said
from comeback.usecases.push_google import GooglePushed
from comeback.usecases.speak import Speak
from tests.api_world import NOW, Clock
from tests.builders import CARD, card, program
from tests.google_world import GoogleWorld
from tests.memory.messages import MemoryMessages

JANES, TEN_VISITS = card(), program()


def document(figure: object = "3 of 10") -> dict[str, Any]:
    field = {"key": "stamps", "value": figure, "changeMessage": "Your card now has %@ stamps."}
    return {"storeCard": {"headerFields": [field], "backFields": [{"key": "terms", "value": "Ask."}]}}


def test_a_change_is_one_message_however_many_phones_ask_how_often() -> None:
    speak = Speak(MemoryMessages(), Clock())
    for _ in range(3):
        speak.as_pass(JANES, TEN_VISITS, asked := document())
        assert asked == document()
    assert speak.messages.of(CARD).today(NOW) == 1


def test_above_the_limit_the_field_changes_silently_and_all_phones_are_told_alike() -> None:
    speak = Speak(MemoryMessages(), Clock())
    for number in range(LIMIT):
        speak.as_pass(JANES, TEN_VISITS, asked := document(number))
        assert asked == document(number)
    for _ in range(2):
        speak.as_pass(JANES, TEN_VISITS, silent := document("last"))
        assert silent["storeCard"]["headerFields"] == [{"key": "stamps", "value": "last"}]
    assert speak.messages.of(CARD).today(NOW) == LIMIT


def test_a_day_later_there_is_room_again() -> None:
    clock = Clock()
    speak = Speak(MemoryMessages(), clock)
    for number in range(LIMIT + 1):
        speak.as_pass(JANES, TEN_VISITS, document(number))
    clock.pass_by(timedelta(hours=24))
    speak.as_pass(JANES, TEN_VISITS, asked := document("next"))
    assert asked == document("next")
    assert len(speak.messages.of(CARD).at) == 1


def test_a_pass_that_has_no_message_counts_none() -> None:
    speak = Speak(MemoryMessages(), Clock())
    speak.as_pass(JANES, TEN_VISITS, {"storeCard": {"headerFields": [{"key": "stamps", "value": "3 of 10"}], "transitType": "x"}})
    said = speak.messages.of(CARD)
    assert (said.at, said.figure) == ((), None)


def test_what_is_no_balance_never_takes_the_last_places() -> None:
    said = Said(at=(NOW,) * FOR_OTHERS)
    assert said.has_room(NOW)
    assert not said.has_room(NOW, for_balance=False)


class Contended(MemoryMessages):
    """Somebody else is always first."""

    def put(self, card: CardId, said: Said) -> bool:
        super().put(card, Said(revision=said.revision))
        return False


def test_a_second_phone_that_adds_a_changed_card_does_not_silence_the_first() -> None:
    speak = Speak(MemoryMessages(), Clock())
    speak.as_first_pass(JANES, TEN_VISITS, document())
    speak.as_first_pass(JANES, TEN_VISITS, document("4 of 10"))
    speak.as_pass(JANES, TEN_VISITS, asked := document("4 of 10"))
    assert asked == document("4 of 10")
    assert speak.messages.of(CARD).today(NOW) == 1


def test_a_card_whose_phones_all_ask_at_once_still_speaks() -> None:
    speak = Speak(Contended(), Clock())
    speak.as_pass(JANES, TEN_VISITS, asked := document())
    speak.count(CARD)
    assert asked == document()


def test_both_wallets_share_the_messages_of_a_card() -> None:
    world = GoogleWorld(pause_seconds=0).saved()
    speak = Speak(world.messages, world.clock)
    for number in range(LIMIT - 1):
        speak.as_pass(JANES, TEN_VISITS, document(number))
    assert world.changed_after(1) is GooglePushed.NOTIFIED
    assert world.changed_after(1) is GooglePushed.UPDATED
    speak.as_pass(JANES, TEN_VISITS, silent := document("last"))
    assert "changeMessage" not in silent["storeCard"]["headerFields"][0]


def test_googles_own_three_a_day_hold_besides() -> None:
    world = GoogleWorld(pause_seconds=0).saved()
    outcomes = [world.changed_after(1) for _ in range(4)]
    assert outcomes == [*[GooglePushed.NOTIFIED] * 3, GooglePushed.UPDATED]
    assert world.messages.of(CARD).today(world.clock.now()) == 3
