"""Google Wallet: classes, objects and save links.

GoogleError
├── GoogleUnavailableError    no answer, too fast, or their fault: again after `retry_after` seconds
├── GoogleMissingError        the class or object is not there: insert it
├── GoogleQuotaError          the notifications of this card are used up: update it without one
├── GoogleAbsentError         this stage has no service account
└── GoogleRefusedError        a right, a key or a field is wrong: only a person can mend it
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class GoogleError(Exception):
    """Google did not do what was asked; the text has no personal data and no token."""


class GoogleUnavailableError(GoogleError):
    """Later it may work."""

    def __init__(self, reason: str, retry_after: int) -> None:
        """`retry_after` in seconds."""
        super().__init__(reason)
        self.retry_after = retry_after


class GoogleMissingError(GoogleError):
    """There is no such class or object."""


class GoogleQuotaError(GoogleError):
    """A fourth notification in 24 hours."""


class GoogleAbsentError(GoogleError):
    """Nothing is told to Google here."""


class GoogleRefusedError(GoogleError):
    """It will not work until a person acts."""


@dataclass(frozen=True, slots=True)
class Held:
    """An object, and whether anybody has it."""

    object_id: str
    has_users: bool


class GoogleWallet(Protocol):
    """Every call may be repeated. All raise GoogleUnavailableError, GoogleAbsentError and GoogleRefusedError."""

    @property
    def issuer_id(self) -> str:
        """Whose classes and objects these are. Raises GoogleAbsentError."""

    def await_turn(self) -> None:
        """Whoever has no haste waits here, before anything is kept from others, and its next call goes at once."""

    def put_class(self, document: Mapping[str, Any]) -> None:
        """Insert a class, or bring the one that is there up to date."""

    def insert_object(self, document: Mapping[str, Any]) -> bool:
        """Insert an object; False: it was there already, and is left as it is. Raises GoogleMissingError without class."""

    def patch_object(self, document: Mapping[str, Any], *, notify: bool) -> bool | None:
        """Update an object; answers whether anybody has it, None when Google does not say.

        Raises GoogleMissingError, GoogleQuotaError.
        """

    def objects_of(self, class_id: str, cursor: str | None) -> tuple[Sequence[Held], str | None]:
        """A page of a class's objects, and the cursor of the next one. Raises GoogleMissingError."""

    def save_link(self, object_id: str) -> str:
        """The address that offers an object to whoever opens it; the object must exist."""
