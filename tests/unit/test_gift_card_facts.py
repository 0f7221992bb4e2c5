"""What a gift card says, and the code that its pass is bound to (loyalty-domain.md §10.8)."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.ids import GiftCardId
from comeback.domain.mirror import Mirror, MirrorState, Seen
from comeback.domain.mirror_content import label_of
from comeback.domain.passes import barcode_message
from tests import builders
from tests.mirrored_cards import (
    AT,
    CASHBACK,
    EN,
    ENDS,
    GIFT,
    GIFTS,
    REGULAR,
    SESSIONS,
    apple,
    card,
    facts,
    field,
    figure,
    google,
    levels,
    mirror,
    part,
)


def test_a_gift_card_tells_what_is_left_its_end_its_code_and_what_it_pays_for() -> None:
    of = mirror(balance=6000, number="GC-888", gifts=(GIFT,))
    assert (label_of(card(GIFTS), EN), figure(GIFTS, of, 6000)) == ("Gift card", "$60.00")
    assert facts(GIFTS, of, 6000) == {
        "valid": "Valid until: Dec 1, 2026", "code": "Code: GC-888", "restriction": "Pays for: No limits",
    }  # fmt: skip


def test_a_gift_card_for_one_payment_says_so_first() -> None:
    of = mirror(balance=6000, number="GC-888", gifts=(replace(GIFT, single=True, restriction="", expires_at=None),))
    assert list(facts(GIFTS, of, 6000)) == ["single", "valid", "code"]
    assert field(apple(GIFTS, of, 6000), "single")["value"] == "Used up by one payment"


def test_further_gift_cards_are_listed_and_one_that_is_used_up_says_so() -> None:
    others = tuple(replace(GIFT, id=GiftCardId(number), expires_at=end, balance=500) for number, end in ((2, ENDS), (3, None)))
    told = facts(GIFTS, mirror(balance=0, number="GC-888", gifts=(GIFT, *others)))
    assert told["gift2"] == "Another gift card: GC-888: $5.00, valid until Dec 1, 2026"
    assert told["gift3"] == "Another gift card: GC-888: $5.00"
    assert told["used"].startswith("Used up:")


def test_the_pass_of_a_gift_card_is_bound_to_its_code() -> None:
    of = mirror(balance=6000, number="GC-888", gifts=(GIFT,))
    (apples,) = apple(GIFTS, of, 6000)["barcodes"]
    assert (apples["message"], apples["altText"], apples["messageEncoding"]) == ("GC-888", "GC-888", "iso-8859-1")
    assert google(GIFTS, of, 6000)["barcode"] == {"type": "QR_CODE", "value": "GC-888", "alternateText": "GC-888"}


@pytest.mark.parametrize(
    "changes", [{"mirror": Mirror(Seen(MirrorState.NONE), AT)}, {"card": card(GIFTS, status=CardStatus.ERASED)}]
)
def test_without_a_gift_card_and_without_its_holder_the_code_is_the_cards_own(changes: Any) -> None:
    of = mirror(balance=6000, number="GC-888", gifts=(GIFT,))
    assert apple(GIFTS, of, **changes)["barcodes"][0]["message"] == barcode_message(builders.CARD)
    assert google(GIFTS, of, **changes)["barcode"]["value"] == barcode_message(builders.CARD)


def test_a_code_that_no_barcode_takes_is_told_in_words_only() -> None:
    of = mirror(balance=6000, number="ПОДАРОК-1", gifts=(replace(GIFT, code="ПОДАРОК-1"),))
    assert apple(GIFTS, of, 6000)["barcodes"][0]["message"] == barcode_message(builders.CARD)
    assert facts(GIFTS, of, 6000)["code"] == "Code: ПОДАРОК-1"


def test_a_blank_code_or_title_is_not_told() -> None:
    of = mirror(balance=6000, number=" ", gifts=(replace(GIFT, code=" ", restriction=" "),))
    assert list(facts(GIFTS, of, 6000)) == ["valid"]
    assert facts(SESSIONS, mirror(parts=(part(title=" "),)))["membership1"].startswith("Membership: 9 sessions")


def test_a_loyalty_cards_number_is_no_barcode() -> None:
    assert apple(CASHBACK, levels(REGULAR))["barcodes"][0]["message"] == barcode_message(builders.CARD)
