"""Rewards on the way as JSON (loyalty-domain.md §6.7)."""

from collections.abc import Iterable
from typing import Annotated, Self

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import AfterValidator, Field

from comeback.domain.milestone import Milestone, MilestoneState
from comeback.web.api.shapes import Answer, Request, Text

_FURTHEST = 10_000

MilestoneAt = Annotated[int, Path(ge=1, le=_FURTHEST, description="The number of stamps that it is at")]


class MilestoneShape(Request):
    """A reward for so many stamps earned in all; it costs none."""

    at: Annotated[int, Field(strict=True, ge=1, le=_FURTHEST)]
    title: Annotated[Text, Field(min_length=1, max_length=60)]


def _apart(shapes: list[MilestoneShape]) -> list[MilestoneShape]:
    if len({one.at for one in shapes}) != len(shapes):
        raise ValueError("Two milestones are at the same number of stamps.")
    return sorted(shapes, key=lambda one: one.at)


Milestones = Annotated[list[MilestoneShape], AfterValidator(_apart), Field(max_length=20)]


def milestones_of(shapes: Iterable[MilestoneShape]) -> tuple[Milestone, ...]:
    """The same for the use case."""
    return tuple(Milestone(one.at, one.title) for one in shapes)


class MilestoneAnswer(Answer):
    """A milestone of a card; `redeemed` stays, also when stamps go back."""

    at: int
    title: str
    reached: bool
    redeemed: bool

    @classmethod
    def of(cls, state: MilestoneState) -> Self:
        """As it is now."""
        return cls(at=state.milestone.at, title=state.milestone.title, reached=state.reached, redeemed=state.redeemed)
