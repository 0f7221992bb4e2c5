"""What a person writes into a join form, and which of it cannot be taken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from comeback.domain.errors import FieldError
from comeback.domain.ids import LocationId

CONSENT_VERSION = "2026-11-25"
"""Raised whenever the words beside a tick of the form change."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST_NAME, _LONGEST_PHONE, _LONGEST_EMAIL = 100, 40, 254
_OLDEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class JoinForm:
    """The fields as they were typed, blanks at the ends taken off. `location`: whose form it is, where it says so."""

    name: str = ""
    phone: str = ""
    email: str = ""
    birthday: str = ""
    consent_service: bool = False
    consent_marketing: bool = False
    location: LocationId | None = None


def problems_of(form: JoinForm, today: date) -> Iterator[FieldError]:
    """Everything but the phone's number itself, in the order of the form."""
    if not form.name:
        yield FieldError("name", "Tell us how to call you.")
    elif len(form.name) > _LONGEST_NAME:
        yield FieldError("name", f"At most {_LONGEST_NAME} characters fit.")
    if not form.phone:
        yield FieldError("phone", "Your card is found by your phone number.")
    elif len(form.phone) > _LONGEST_PHONE:
        yield FieldError("phone", "This is longer than a phone number.")
    if form.email and (len(form.email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(form.email)):
        yield FieldError("email", "This is no e-mail address; it looks like jane@example.com.")
    if form.birthday and not _is_birthday(form.birthday, today):
        yield FieldError("birthday", "A day like 1990-02-28, or nothing.")
    if not form.consent_service:
        yield FieldError("consent_service", "Without this we may not keep a card for you.")


def _is_birthday(text: str, today: date) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    # Tomorrow is today somewhere. Other spellings of ISO 8601, e.g. with weeks, are not stored.
    return day.isoformat() == text and _OLDEST <= day <= today + timedelta(days=1)
