"""Reading phones as people write them."""

from typing import Protocol


class PhoneProblem(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """The text is no phone of a person."""


class PhoneMissing(PhoneProblem):
    """There is not a single digit in it."""


class PhoneMasked(PhoneProblem):
    """Altegio hides the phone from us: digits are replaced by stars or the like."""


class PhoneInvalid(PhoneProblem):
    """Digits that are no number of the country."""


class Phones(Protocol):
    """A phone library."""

    def normalise(self, text: str, country: str) -> str:
        """What a person has written, as E.164 with plus; `country` (ISO 3166) reads national forms. Raises PhoneProblem."""

    def normalise_crm(self, text: str, country: str) -> str:
        """What Altegio has written: the same whether it writes the plus or not. Raises PhoneProblem."""

    def example(self, country: str) -> str:
        """A phone as people of a country write theirs, which nobody has; empty where the country is not known."""
