"""Phones as people and Altegio write them."""

import pytest

from comeback.adapters.phones import LibraryPhones
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
