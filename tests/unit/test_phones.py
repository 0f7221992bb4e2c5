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


# Numbers that with a German location's own code before them would be numbers, too.
@pytest.mark.parametrize("digits", ["4915198765001", "4915198765103", "436641234567", "13155550175"])
def test_altegios_digits_are_the_same_number_with_and_without_plus(digits: str) -> None:
    phones = LibraryPhones()
    assert phones.normalise_crm(digits, "DE") == phones.normalise_crm(f"+{digits}", "DE") == f"+{digits}"


@pytest.mark.parametrize(("text", "phone"), [("(212) 555-0123", "+12125550123"), ("2025550123", "+12025550123")])
def test_a_national_form_in_altegio_is_read_where_it_is_nothing_else(text: str, phone: str) -> None:
    assert LibraryPhones().normalise_crm(text, "US") == phone


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [
        ("4915198765001", "DE", "+4915198765001"),
        ("0151 98765001", "DE", "+4915198765001"),
        ("6465550123", "US", "+16465550123"),
        ("55 99123 4567", "BR", "+5555991234567"),
        ("481234567", "PL", "+48481234567"),
    ],
)
def test_what_a_person_writes_is_of_their_country_unless_it_begins_with_its_code(text: str, country: str, phone: str) -> None:
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
