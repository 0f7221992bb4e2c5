"""Recalculations and previews of settings as JSON."""

from dataclasses import asdict
from typing import Annotated, Self

from pydantic import Field

from comeback.domain.recalculation import CardChange, Difference, Recalculation, RecalculationState, Sums
from comeback.domain.settings_preview import CardExample, SettingsPreview
from comeback.usecases.preview_settings import DAYS, MOST_DAYS
from comeback.web.api.settings_shapes import SettingsBody
from comeback.web.api.shapes import AltegioId, Answer, Day, Instant, Request


class RecalculationRequest(Request):
    """The dates `from` to before `to`, of the visits' own locations; without a location: at all of the program."""

    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    location_id: AltegioId | None = None


class RecalculationStarted(Answer):
    """The job to follow."""

    job_id: str


class DifferenceAnswer(Answer):
    """Stamps given (`up`), taken (`down`) and borne by the owner (`forgiven`); rewards won and lost; stamps owed more."""

    up: int
    down: int
    forgiven: int
    rewards_won: int
    rewards_lost: int
    debt: int

    @classmethod
    def of(cls, difference: Difference) -> Self:
        """Of one card."""
        return cls(**asdict(difference))


class SumsAnswer(Answer):
    """Over all cards. `waiting`: days left to a held correction; `changed_meanwhile`: cards on which something else was booked
    than the preview had shown, because they or their visits have changed.
    """

    cards: int
    changed: int
    up: int
    down: int
    forgiven: int
    rewards_won: int
    rewards_lost: int
    into_debt: int
    waiting: int
    changed_meanwhile: int

    @classmethod
    def of(cls, sums: Sums) -> Self:
        """As far as cards were looked at."""
        return cls(**asdict(sums))


class RecalculationAnswer(Answer):
    """State and sums. Visits of the interval are judged by the settings of `as_of`. `booked` is null before the commit."""

    id: str
    program_id: str
    location_id: int | None
    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    as_of: Instant
    state: RecalculationState
    expires_at: Instant
    committed_at: Instant | None
    preview: SumsAnswer
    booked: SumsAnswer | None

    @classmethod
    def of(cls, job: Recalculation) -> Self:
        """A job as it is now."""
        return cls.model_validate({
            "id": job.id, "program_id": job.program_id, "location_id": job.location_id, "from": job.start, "to": job.end,
            "as_of": job.as_of, "state": job.state, "expires_at": job.expires_at, "committed_at": job.committed_at,
            "preview": SumsAnswer.of(job.previewed), "booked": SumsAnswer.of(job.booked) if job.committed_at else None,
        })  # fmt: skip


class RecalculationPage(Answer):
    """A page of jobs."""

    items: list[RecalculationAnswer]
    next_cursor: str | None


class CardChangeAnswer(Answer):
    """A card: balances of the preview, what it showed and what was booked."""

    card_id: str
    balance_before: int
    balance_after: int
    preview: DifferenceAnswer
    booked: DifferenceAnswer | None
    changed_meanwhile: bool

    @classmethod
    def of(cls, change: CardChange) -> Self:
        """One row."""
        return cls(
            card_id=change.card_id, balance_before=change.balance_before, balance_after=change.balance_after,
            preview=DifferenceAnswer.of(change.previewed), changed_meanwhile=change.changed_meanwhile,
            booked=DifferenceAnswer.of(change.booked) if change.booked else None,
        )  # fmt: skip


class CardChangePage(Answer):
    """A page of cards."""

    items: list[CardChangeAnswer]
    next_cursor: str | None


class PreviewRequest(SettingsBody):
    """The row as it would be written, and the number of days, today included."""

    days: Annotated[int, Field(strict=True, ge=1, le=MOST_DAYS)] = DAYS


class DayDifferenceAnswer(Answer):
    """Stamps of a date."""

    date: Day
    before: int
    after: int


class CardExampleAnswer(Answer):
    """A card that would have other stamps, and the first of its dates that differ."""

    card_id: str
    before: int
    after: int
    days: list[DayDifferenceAnswer]

    @classmethod
    def of(cls, example: CardExample) -> Self:
        """One of those that differ most."""
        days = [DayDifferenceAnswer(date=day.on, before=day.before, after=day.after) for day in example.days]
        return cls(card_id=example.card_id, before=example.before, after=example.after, days=days)


class BeforeAfter(Answer):
    """Under today's settings and under the ones asked for."""

    before: int
    after: int


class SettingsPreviewAnswer(Answer):
    """What the visits of the dates `from` to before `to` earn. `complete` is false when a program has so many cards that only
    some were looked at; `rewards`: what these stamps alone would make.
    """

    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    cards: int
    complete: bool
    visits: int
    stamps: BeforeAfter
    rewards: BeforeAfter
    cards_changed: int
    days_changed: int
    examples: list[CardExampleAnswer]

    @classmethod
    def of(cls, told: SettingsPreview) -> Self:
        """The sums and some cards."""
        return cls.model_validate({
            "from": told.start, "to": told.end, "cards": told.cards, "complete": told.complete, "visits": told.visits,
            "stamps": BeforeAfter(before=told.stamps_before, after=told.stamps_after),
            "rewards": BeforeAfter(before=told.rewards_before, after=told.rewards_after),
            "cards_changed": told.cards_changed, "days_changed": told.days_changed,
            "examples": [CardExampleAnswer.of(example) for example in told.examples],
        })  # fmt: skip
