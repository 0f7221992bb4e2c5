"""The contract of ports.messages.Messages, for both implementations."""

from dataclasses import replace

import pytest

from comeback.adapters.dynamodb.messages import DynamoMessages
from comeback.domain.look import Given
from comeback.domain.message_budget import Said
from comeback.ports.messages import Messages
from tests.api_world import NOW
from tests.google_world import card_numbered
from tests.memory.messages import MemoryMessages

CARD, OTHER = card_numbered(1), card_numbered(2)


@pytest.fixture(params=["memory", "dynamodb"])
def messages(request: pytest.FixtureRequest) -> Messages:
    return MemoryMessages() if request.param == "memory" else DynamoMessages(request.getfixturevalue("main_table"))


def test_a_card_that_never_spoke_has_said_nothing(messages: Messages) -> None:
    assert messages.of(CARD) == Said()
    assert messages.of_cards([CARD]) == {}


def test_what_was_said_is_remembered(messages: Messages) -> None:
    said = Said((NOW,), "3 of 10", aloud=True, given=Given(1000, "blue"))
    assert messages.put(CARD, said)
    stored = replace(said, revision=1)
    assert messages.of(CARD) == stored
    assert messages.of_cards([CARD, OTHER]) == {CARD: stored}


def test_a_card_speaks_before_any_phone_had_it(messages: Messages) -> None:
    assert messages.put(CARD, Said((NOW,)))
    assert messages.of(CARD) == Said((NOW,), revision=1)
    assert messages.put(CARD, Said((NOW,), "3 of 10", revision=1))
    assert messages.put(CARD, Said((NOW,), revision=2))
    assert messages.of(CARD).figure is None


def test_a_card_that_was_given_to_a_phone_has_said_nothing_yet(messages: Messages) -> None:
    assert messages.put(CARD, Said(given=Given(1000, "blue")))
    assert messages.of(CARD) == Said(given=Given(1000, "blue"), revision=1)
    assert messages.put(CARD, replace(messages.of(CARD), figure="3 of 10"))
    assert messages.put(CARD, replace(messages.of(CARD), given=Given(2000, "blue")))
    assert messages.of(CARD).figure == "3 of 10"


def test_of_two_who_read_the_same_one_is_told_to_look_again(messages: Messages) -> None:
    read = messages.of(CARD)
    assert messages.put(CARD, replace(read, figure="3 of 10"))
    assert not messages.put(CARD, replace(read, figure="4 of 10"))
    assert messages.put(CARD, replace(messages.of(CARD), figure="4 of 10"))
    assert messages.of(CARD).figure == "4 of 10"
