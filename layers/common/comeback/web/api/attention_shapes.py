"""What a person must look at as JSON."""

from typing import Annotated, Self

from pydantic import Field

from comeback.domain.attention import AttentionKind
from comeback.domain.words import Words
from comeback.usecases.list_attention import Matter
from comeback.web.api.entry_shapes import CauseAnswer, EntryAnswer
from comeback.web.api.shapes import Answer, Instant, Request
from comeback.web.attention_texts import facts_of, text_of


def _nothing(value: object) -> bool:
    return value is None


class AttentionItem(Answer):
    """`text` says what is the matter and what to do, `facts` the same for programs; `answers`: what the item takes, nothing
    for a missing right, which leaves the list when it is granted. `stamps`, `cause` and `asked_at` belong to
    `redeemed_then_refunded` and are left out elsewhere.
    """

    id: str
    kind: AttentionKind
    text: str
    noticed_at: Instant
    location_id: int | None
    program_id: str | None
    customer_id: str | None
    card_id: str | None
    facts: dict[str, str | int]
    answers: list[str]
    stamps: Annotated[int | None, Field(exclude_if=_nothing)] = None
    cause: Annotated[CauseAnswer | None, Field(exclude_if=_nothing)] = None
    asked_at: Annotated[Instant | None, Field(exclude_if=_nothing)] = None

    @classmethod
    def of(cls, matter: Matter, words: Words) -> Self:
        """An open matter."""
        item, question = matter.item, matter.question
        cause = question.cause if question else None
        return cls(
            id=matter.id, kind=item.kind, text=text_of(matter, words), noticed_at=item.noticed_at, location_id=item.location_id,
            program_id=item.program_id, customer_id=item.customer_id, card_id=item.card_id, facts=dict(facts_of(matter)),
            answers=list(matter.answers), stamps=question.stamps if question else None,
            cause=CauseAnswer(location_id=cause.location_id, visit_ids=list(cause.visit_ids), source=cause.source)
            if cause else None,
            asked_at=question.asked_at if question else None,
        )  # fmt: skip


class AttentionPage(Answer):
    """A page of open items: missing rights, then questions about reversals, then the rest, the longest waiting first."""

    items: list[AttentionItem]
    next_cursor: str | None


class GivenAnswer(Request):
    """One of the item's `answers`. `done`: a person has looked at it. `forgive`: the stamps come back as an adjustment.
    `debt`: the next stamps pay for them.
    """

    answer: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$", examples=["done", "forgive", "debt"])]


class Answered(Answer):
    """The item is closed; `entry` is what was booked for it."""

    id: str
    answer: str
    entry: EntryAnswer | None
