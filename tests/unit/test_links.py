from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from comeback.domain import links
from comeback.domain.ids import CardId
from tests.builders import CARD, card

KEYS = {"k1": b"1" * 32, "k2": b"2" * 32}


def test_a_token_names_card_and_key_and_is_the_same_every_time() -> None:
    token = links.page_token(KEYS, card())
    assert token.startswith(f"{CARD}.k1.")
    assert token == links.page_token(KEYS, card())
    assert links.card_of(token) == CARD


def test_page_and_apple_tokens_do_not_open_each_others_doors() -> None:
    assert not links.is_page_token(KEYS, card(), links.apple_token(KEYS, card()))
    assert not links.is_apple_token(KEYS, card(), links.page_token(KEYS, card()))


def test_a_raised_version_ends_the_page_link_and_keeps_apples_token() -> None:
    leaked = replace(card(), link_version=2)
    assert not links.is_page_token(KEYS, leaked, links.page_token(KEYS, card()))
    assert links.is_apple_token(KEYS, leaked, links.apple_token(KEYS, card()))


def test_the_key_is_fixed_on_the_card() -> None:
    newer = replace(card(), key_id="k2")
    assert links.page_token(KEYS, newer) != links.page_token(KEYS, card())
    assert not links.is_page_token(KEYS, newer, links.page_token(KEYS, card()))


def test_a_mac_has_128_bits() -> None:
    assert len(links.apple_token(KEYS, card()).rpartition(".")[2]) == 22


def test_another_cards_token_does_not_fit() -> None:
    other = replace(card(), id=CardId("cd_" + "0" * 25 + "2"))
    assert not links.is_page_token(KEYS, other, links.page_token(KEYS, card()))


@given(st.text())
def test_no_other_text_is_a_token(text: str) -> None:
    assert not links.is_page_token(KEYS, card(), text)
    assert links.card_of(text) is None or text.startswith("cd_")
