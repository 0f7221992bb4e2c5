"""What the domain refuses, as past-tense facts. Doors translate them once (`web/api/problems.py`).

Refusal
├── NotFound             unknown, or another tenant's
├── FieldRefused         one or more fields of a request cannot be accepted
├── StateConflicted      the thing is not in a state that allows this
└── AccessRefused        not signed, not entitled
"""

from dataclasses import dataclass


class Refusal(Exception):  # noqa: N818 - a refusal is a fact, not a failure (style.md §4)
    """Something the caller asked for and cannot have; its text may be shown to the caller."""


class NotFound(Refusal):
    """Unknown to this tenant; whether it exists elsewhere is not said."""


class StateConflicted(Refusal):
    """The thing is in a state that does not allow this."""


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
