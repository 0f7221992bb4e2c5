"""What changes something at Altegio. Apart from reading: nothing here can be called without the owner's leave.

CrmError
└── CrmUnavailableError      surely nothing was done: try again later
    └── CrmUncertainError    it was sent, and its end is unknown: read before anything is repeated
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from comeback.domain.crm_writing import WritePermit
from comeback.domain.customer import Gender, Profile
from comeback.domain.ids import ClientId
from comeback.ports.crm import CrmUnavailableError, Lane


class CrmUncertainError(CrmUnavailableError):
    """A time-out, a broken connection or a 5xx after the request had gone out."""


@dataclass(frozen=True, slots=True)
class PersonToWrite:
    """`phone` is E.164 with plus, `surname` the end of `name` where it is told apart, `birthday` `YYYY-MM-DD`; an empty text
    is never written.
    """

    phone: str
    name: str
    surname: str = ""
    email: str = ""
    birthday: str = ""
    gender: Gender = ""


def person_of(profile: Profile) -> PersonToWrite:
    """What we know of somebody."""
    return PersonToWrite(profile.phone, profile.name, profile.surname, profile.email, profile.birthday, profile.gender)


class NotePlace(StrEnum):
    """Where a client's cards are noted."""

    FIELD = "field"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class CardNote:
    """What stands at a client about their cards. `comments`: every comment of ours, the newest last."""

    place: NotePlace
    text: str
    comments: tuple[int, ...] = ()


class CrmWrites(Protocol):
    """Every method raises CrmError (of a write that was not done: anything but CrmUncertainError), and WritingOff for a
    leave that does not reach that far.
    """

    def issue_card(self, permit: WritePermit, phone: str, card_type: int, number: str, lane: Lane) -> None:
        """A loyalty card of a type for the holder of the phone (E.164 with plus)."""

    def create_client(self, permit: WritePermit, person: PersonToWrite, lane: Lane) -> None:
        """A new client; Altegio does not mind a phone that another one has."""

    def change_client(self, permit: WritePermit, client: ClientId, person: PersonToWrite, lane: Lane) -> None:
        """Name, e-mail, birthday and gender of a client whose phone is the person's; anything else stays as it is.

        Refused as CrmGoneError when Altegio shows another phone or hides it: it would be overwritten.
        """

    def send_message(self, permit: WritePermit, client: ClientId, text: str, lane: Lane) -> None:
        """A message through what Altegio has connected. Whether it went out cannot be read afterwards."""

    def send_email(self, permit: WritePermit, client: ClientId, subject: str, text: str, lane: Lane) -> None:
        """An e-mail of the location's. Whether it went out cannot be read afterwards."""

    def card_note(self, permit: WritePermit, client: ClientId, lane: Lane) -> CardNote:
        """What was noted; a field where the location has one for us, else a comment. Reads only."""

    def note_cards(self, permit: WritePermit, client: ClientId, before: CardNote, text: str, lane: Lane) -> None:
        """The client's note says `text` and nothing else of ours."""
