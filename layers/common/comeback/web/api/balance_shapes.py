"""What is asked for balances and cards by hand, as JSON (interfaces.md §5)."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import AfterValidator, AwareDatetime, Field, StrictInt

from comeback.domain.ids import LocationId
from comeback.usecases.scan_card import Stamped
from comeback.web.api.shapes import AltegioId, Count, Request, Text

_MOST_STAMPS = 100_000

_KEY = Header(
    alias="Idempotency-Key",
    pattern=r"^[!-~]([ -~]{0,253}[!-~])?$",
    description="Chosen by the caller for this one request; a repeat with it gets the first answer",
)
IdempotencyKey = Annotated[str, _KEY]
MaybeKey = Annotated[str | None, _KEY]
Reason = Annotated[Text, Field(min_length=1, max_length=500)]


def _moves(amount: int) -> int:
    if amount == 0:
        raise ValueError("An adjustment of nothing is none.")
    return amount


class NewAdjustment(Request):
    """Stamps up or down."""

    amount: Annotated[StrictInt, Field(ge=-_MOST_STAMPS, le=_MOST_STAMPS), AfterValidator(_moves)]
    reason: Reason


class NewRedemption(Request):
    """Rewards to hand out."""

    rewards: Count = 1
    reason: Reason | None = None


class NewMilestoneRedemption(Request):
    """The reward of a milestone to hand out."""

    reason: Reason | None = None


class NewScan(Request):
    """Stamps that staff give at a location; `at` says when, if it was not now."""

    stamps: Count = 1
    location_id: AltegioId
    at: AwareDatetime | None = None

    def stamped(self) -> Stamped:
        """The same for the use case."""
        return Stamped(self.stamps, LocationId(self.location_id), self.at)


class WhyOfStatus(Request):
    """Why a card is blocked or opened again."""

    reason: Reason
