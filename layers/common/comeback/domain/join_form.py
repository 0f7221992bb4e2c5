"""What a person writes into a join form, and which of it cannot be taken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from comeback.domain.arrival import Arrival
from comeback.domain.errors import Refusal
from comeback.domain.ids import LocationId
from comeback.domain.words import Phrase

CONSENT_VERSION = "2026-11-25"
"""Raised whenever the messages `consent.…` change, in any language (tests/template/test_consents.py)."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST_NAME, _LONGEST_PHONE, _LONGEST_EMAIL = 100, 40, 254
_OLDEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class JoinForm:
    """The fields as they were typed, blanks at the ends taken off. `location`: whose form it is, where it says so; `arrival`: how
    they came to it; `language`: in which they read it.
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    birthday: str = ""
    consent_service: bool = False
    consent_marketing: bool = False
    location: LocationId | None = None
    arrival: Arrival = field(default_factory=Arrival)
    language: str = "en"

    @property
    def consents(self) -> dict[str, bool]:
        """What they agreed to, by name."""
        return {"service": self.consent_service, "marketing": self.consent_marketing}

    @property
    def consent_version(self) -> str:
        """Which texts stood beside the ticks: when they were last changed, and their language."""
        return f"{CONSENT_VERSION} {self.language}"


@dataclass(frozen=True, slots=True)
class FormProblem:
    """A field that cannot be taken, and why."""

    field: str
    why: Phrase


class FormRefused(Refusal):
    """Every problem of a form, in its order."""

    def __init__(self, *problems: FormProblem) -> None:
        """Keep the `problems`."""
        super().__init__(", ".join(problem.field for problem in problems))
        self.problems = problems


def problems_of(form: JoinForm, today: date) -> Iterator[FormProblem]:
    """Everything but the phone's number itself, in the order of the form."""
    if not form.name:
        yield FormProblem("name", Phrase("join.wrong.no_name"))
    elif len(form.name) > _LONGEST_NAME:
        yield FormProblem("name", Phrase("join.wrong.long_name", {"most": _LONGEST_NAME}))
    if not form.phone:
        yield FormProblem("phone", Phrase("join.wrong.no_phone"))
    elif len(form.phone) > _LONGEST_PHONE:
        yield FormProblem("phone", Phrase("join.wrong.long_phone"))
    if form.email and (len(form.email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(form.email)):
        yield FormProblem("email", Phrase("join.wrong.email"))
    if form.birthday and not _is_birthday(form.birthday, today):
        yield FormProblem("birthday", Phrase("join.wrong.birthday"))
    if not form.consent_service:
        yield FormProblem("consent_service", Phrase("join.wrong.no_consent"))


def _is_birthday(text: str, today: date) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    # Tomorrow is today somewhere. Other spellings of ISO 8601, e.g. with weeks, are not stored.
    return day.isoformat() == text and _OLDEST <= day <= today + timedelta(days=1)
