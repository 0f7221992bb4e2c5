"""Phones as people and Altegio write them."""

import pytest

from comeback.adapters.phones import LibraryPhones
from comeback.domain.phone_mask import is_masked
from comeback.ports.phones import PhoneInvalid, PhoneMasked, PhoneMissing, PhoneProblem


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [
        ("+1 212 555 0123", "US", "+12125550123"),
        ("12125550123", "US", "+12125550123"),
        ("(212) 555-0123", "US", "+12125550123"),
        (" 12125550123", "US", "+12125550123"),
        ("+12125550123", "", "+12125550123"),
        ("12125550123", "", "+12125550123"),
        ("030 901820", "DE", "+4930901820"),
        ("4930901820", "DE", "+4930901820"),
        ("+49 30 901820", "US", "+4930901820"),
        ("4930901820", "US", "+4930901820"),
    ],
)
def test_a_phone_is_read_as_one_number_however_it_is_written(text: str, country: str, phone: str) -> None:
    assert LibraryPhones().normalise(text, country) == phone


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", PhoneMissing),
        ("ask at the desk", PhoneMissing),
        ("+", PhoneMissing),
        ("1212*****23", PhoneMasked),
        ("+1 (212) XXX-XX-23", PhoneMasked),
        ("***", PhoneMasked),
        ("123", PhoneInvalid),
        ("+999999999999999999", PhoneInvalid),
        ("7", PhoneInvalid),
    ],
)
def test_what_is_no_phone_says_why(text: str, problem: type[PhoneProblem]) -> None:
    with pytest.raises(problem):
        LibraryPhones().normalise(text, "US")


@pytest.mark.parametrize(
    "text",
    ["+1315***0175", "1315555****", "+1 (212) XXX-XX-23", "1212xxxx23", "••••0175", "+1315##0175", "+1 212 ___ __ 23", "***",
     "+1315…75", "1315555017*", "+?????0175"],
)  # fmt: skip
def test_a_phone_that_is_hidden_in_part_or_whole_is_masked(text: str) -> None:
    assert is_masked(text)


@pytest.mark.parametrize(
    "text",
    ["", "+13155550175", "(212) 555-0123", "212.555.0123", "212·555·0123", "+1 212 555 0123 x45", "#12", "ask at the desk…"],
)
def test_a_phone_that_is_shown_is_not_masked_however_it_is_written(text: str) -> None:
    assert not is_masked(text)
