"""What the domain refuses, as past-tense facts. Doors translate them once (`web/api/problems.py`).

Refusal
├── NotFound             unknown, or another tenant's
├── FieldRefused         one or more fields of a request cannot be accepted
├── StateConflicted      the thing is not in a state that allows this
│   ├── NoReward         the card has fewer rewards than are asked for
│   ├── StampsHeld       a waiting reversal may take the stamps back
│   ├── AlreadyReversed  the entry was given back before
│   ├── AlreadyRedeemed  the milestone's reward was handed out before
│   ├── BalanceElsewhere Altegio owns the balance
│   ├── LettersMissing   a poster has letters that cannot be printed
│   ├── RightNeeded      Altegio has to grant a right first
│   └── CardClosed       the card is blocked, expired or erased
└── AccessRefused        not signed, not entitled
"""

from dataclasses import dataclass


class Refusal(Exception):  # noqa: N818 - a refusal is a fact, not a failure (style.md §4)
    """Something the caller asked for and cannot have; its text may be shown to the caller."""


class NotFound(Refusal):
    """Unknown to this tenant; whether it exists elsewhere is not said."""


class StateConflicted(Refusal):
    """The thing is in a state that does not allow this."""


class NoReward(StateConflicted):
    """The card has fewer rewards than are to be redeemed."""


class StampsHeld(StateConflicted):
    """A reversal waits that may take back what is to be redeemed (loyalty-domain.md §6.6)."""


class AlreadyReversed(StateConflicted):
    """A redemption is given back once."""


class AlreadyRedeemed(StateConflicted):
    """A milestone is redeemed once per card."""


class BalanceElsewhere(StateConflicted):
    """Altegio owns the balance: it changes there, and here only mirrors (ruling 23)."""


class LettersMissing(StateConflicted):
    """The words of a poster have letters that the press has not got."""


class RightNeeded(StateConflicted):
    """Altegio denies it until somebody grants the right `slug` to the application's user."""

    def __init__(self, slug: str) -> None:
        """Keep which."""
        super().__init__(f"Altegio does not grant us the right {slug} at this location.")
        self.slug = slug


class CardClosed(StateConflicted):
    """Only an active card is used."""


class AccessRefused(Refusal):
    """The caller is not entitled to this."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refused field: its dotted path and a sentence for a person."""

    field: str
    message: str


class FieldRefused(Refusal):
    """Fields that cannot be accepted, each with its reason."""

    def __init__(self, *errors: FieldError) -> None:
        """Keep the `errors`; the exception's text joins them."""
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = errors
