"""Altegio's profile against ours, field by field (loyalty-domain.md §5.2)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comeback.domain.customer import Former, Profile
from comeback.domain.profile_fields import KEPT, Said, compare, name_parts, with_fields
from tests.builders import CUSTOMER, TENANT

NOW = datetime(2026, 9, 21, 16, tzinfo=UTC)
JANE = Profile(CUSTOMER, TENANT, "+13155550175", "Jane Doe", NOW, surname="Doe")


def named(profile: Profile) -> tuple[str, str]:
    return profile.name, profile.surname


@pytest.mark.parametrize(
    ("name", "surname", "parts"),
    [
        ("Jane Doe", "Doe", ("Jane", "Doe")),
        ("Anna  Maria Rossi", "Rossi", ("Anna Maria", "Rossi")),
        ("Anna Maria", "", ("Anna", "Maria")),
        ("Jane Doe", "Roe", ("Jane", "Doe")),
        ("Jane", "", ("Jane", "")),
        ("Doe", "Doe", ("", "Doe")),
        ("", "", ("", "")),
    ],
)
def test_a_name_has_two_parts(name: str, surname: str, parts: tuple[str, str]) -> None:
    assert name_parts(name, surname) == parts


@pytest.mark.parametrize(
    ("ours", "said", "after"),
    [
        (("Jane Doe", "Doe"), ("Jane Roe", "Roe"), ("Jane Roe", "Roe")),
        (("Jane Doe", "Doe"), ("Janet", ""), ("Janet Doe", "Doe")),
        (("Jane Doe", ""), ("Janet", ""), ("Janet Doe", "Doe")),
        (("Jane Doe", ""), ("Jane Roe", ""), ("Jane Roe", "Roe")),
        (("Jane Doe", ""), ("Jane Doe", "Doe"), ("Jane Doe", "")),
        (("Jane", ""), ("Jane Doe", "Doe"), ("Jane Doe", "Doe")),
        (("Anna Maria Rossi", "Rossi"), ("Anna Maria", ""), ("Anna Maria Rossi", "Rossi")),
        (("Jane Doe", "Doe"), ("", ""), ("Jane Doe", "Doe")),
        (("Jane Doe", "Doe"), ("Doe", "Doe"), ("Jane Doe", "Doe")),
        (("", ""), ("Jane Doe", "Doe"), ("Jane Doe", "Doe")),
    ],
)
def test_altegios_name_wins_part_by_part(ours: tuple[str, str], said: tuple[str, str], after: tuple[str, str]) -> None:
    profile = replace(JANE, name=ours[0], surname=ours[1])
    assert named(compare(profile, Said(*said), crm_wins=True, at=NOW).profile) == after


def test_who_wins_is_decided_for_each_field_and_the_loser_is_kept() -> None:
    ours = replace(JANE, email="jane@example.com", birthday="1990-02-28")
    said = Said("Janet Doe", "Doe", "", "1991-02-28", "female")
    told = compare(ours, said, crm_wins=True, at=NOW)
    assert (told.overruled, told.to_send) == (("first_name", "birthday"), False)
    assert told.profile == replace(
        ours, name="Janet Doe", birthday="1991-02-28", gender="female",
        former=(Former("first_name", "Jane", "crm", NOW), Former("birthday", "1990-02-28", "crm", NOW)),
    )  # fmt: skip


def test_our_values_are_kept_and_altegio_has_to_hear_of_them() -> None:
    told = compare(replace(JANE, email="jane@example.com"), Said("Jane Roe", "Roe"), crm_wins=False, at=NOW)
    assert (told.overruled, told.to_send) == (("last_name",), True)
    assert told.profile.former == (Former("last_name", "Roe", "own", NOW),)
    assert named(told.profile) == ("Jane Doe", "Doe")


def test_what_we_lack_altegio_fills_in_whoever_has_priority() -> None:
    told = compare(JANE, Said("Jane Doe", "Doe", "jane@example.com", gender="male"), crm_wins=False, at=NOW)
    assert (told.profile.email, told.profile.gender, told.overruled, told.to_send) == ("jane@example.com", "male", (), False)


def test_a_value_that_lost_before_is_not_kept_twice() -> None:
    once = compare(JANE, Said("Jane Roe", "Roe"), crm_wins=False, at=NOW)
    again = compare(once.profile, Said("Jane Roe", "Roe"), crm_wins=False, at=NOW)
    assert (again.profile, again.overruled, again.to_send) == (once.profile, (), True)


def test_only_the_last_values_are_kept() -> None:
    profile = JANE
    for number in range(KEPT + 3):
        profile = compare(profile, Said(email=f"{number}@example.com"), crm_wins=True, at=NOW).profile
    assert [each.value for each in profile.former] == [f"{number}@example.com" for number in range(2, KEPT + 2)]


def test_fields_that_are_not_named_stay() -> None:
    assert with_fields(JANE, {"email": "j@example.com"}) == replace(JANE, email="j@example.com")
    assert with_fields(JANE, {"last_name": "Roe", "gender": ""}) == replace(JANE, name="Jane Roe", surname="Roe")
    assert with_fields(JANE, {"gender": "male"}).gender == "male"
