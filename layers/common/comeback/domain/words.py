"""What is said to people, by the id of a message, so that every language can say it (`locales/<language>.po`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, Protocol


class Money(NamedTuple):
    """An amount in minor units."""

    amount: int
    currency: str


class Percent(NamedTuple):
    """A share in hundredths of a per cent."""

    hundredths: int


type Value = str | int | Money | Percent | date | datetime | Phrase
"""A datetime is told in the zone that it carries."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message and what is put into it. The value `n` chooses between the forms for one and for many."""

    id: str
    values: Mapping[str, Value] = field(default_factory=dict)


class Words(Protocol):
    """One language."""

    @property
    def language(self) -> str:
        """As in BCP 47: `en`, `pt-BR`."""

    def say(self, message: str, /, **values: Value) -> str:
        """The message in this language; numbers, money and dates as its readers write them. Raises KeyError for an id that
        nobody has written down.
        """

    def tell(self, phrase: Phrase) -> str:
        """The same of a phrase, and of those within it."""

    def write(self, value: Value) -> str:
        """A number, amount or date by itself."""


WordsFor = Callable[[str], Words]
"""The words for a locale, or for an `Accept-Language` header."""
