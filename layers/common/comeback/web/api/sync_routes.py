"""Routes of client synchronisation (interfaces.md §5, ruling 19)."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Self

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import Field

from comeback.domain.backfill import PastCard
from comeback.domain.ids import LocationId
from comeback.domain.sync import SyncJob, SyncPhase, SyncState, SyncWish
from comeback.usecases.start_sync import CommitBackfill, FollowSync, StartSync
from comeback.web.api.endpoints import Calling, Endpoint, job_of, ok
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit
from comeback.web.api.shapes import Answer, Count, Day, Flag, Instant, Request
from comeback.web.changes import Change

_Location = Annotated[int, Path(ge=1, le=2**53)]


class SyncRequest(Request):
    """`backfill_from`: also count visits since this date that are older than the cards; `backfill_cap`: stamps a card may
    have for them (else one less than a reward or the first milestone takes); `preview`: give nothing, and without a date
    store nothing.
    """

    backfill_from: Day | None = None
    backfill_cap: Count | None = None
    preview: Flag = False

    @property
    def wish(self) -> SyncWish:
        """What is asked for."""
        return SyncWish(self.preview, self.backfill_from, self.backfill_cap)


class SyncStarted(Answer):
    """The job to follow: a new one, or the one that is under way."""

    job_id: str


class BackfillAnswer(Answer):
    """The past: what was asked for, how far it is, and sums over the cards. `cap` is null for the default;
    `stamps`: what the visits make; `given_before` by earlier imports; `to_give` by this job, or given by it once
    `committed`; `new_rewards`: those that become complete with it. `previewed`: a preview is done and can be committed.
    """

    from_date: date = Field(alias="from")
    cap: int | None
    phase: SyncPhase
    previewed: bool
    committed: bool
    days_total: int
    days_read: int
    cards: int
    stamps: int
    given_before: int
    to_give: int
    new_rewards: int

    @classmethod
    def of(cls, job: SyncJob) -> Self | None:
        """None for a job that does not ask for the past."""
        if job.wish.backfill_from is None:
            return None
        return cls.model_validate(
            {
                "from": job.wish.backfill_from, "cap": job.wish.cap, "phase": job.phase,
                "previewed": job.state is SyncState.PREVIEWED, "committed": job.committed,
                "days_total": job.days, "days_read": len(job.days_done), **asdict(job.past),
            }
        )  # fmt: skip


class PastCardAnswer(Answer):
    """A card whose past makes stamps. `rewards`: what they would make without a cap; `capped`: the stamps that the card has
    for its past in the end, `given_before` and `to_give` together.
    """

    card_id: str
    program_id: str
    stamps: int
    rewards: int
    capped: int
    given_before: int
    to_give: int
    new_rewards: int

    @classmethod
    def of(cls, card: PastCard) -> Self:
        """One row."""
        return cls(
            card_id=card.card_id, program_id=card.program_id, stamps=card.stamps, rewards=card.stamps // card.size,
            capped=card.capped, given_before=card.given_before, to_give=card.to_give, new_rewards=card.new_rewards,
        )  # fmt: skip


class PastCardsAnswer(Answer):
    """A page of them."""

    items: list[PastCardAnswer]
    next_cursor: str | None


class SyncAnswer(Answer):
    """Progress and report. `total` is null until Altegio was asked; `reason` says why a job failed, else it is empty;
    `preview` with no `backfill`: the counts are what would be; `masked_phone`: those of `invalid_phone` that Altegio hides.
    """

    id: str
    location_id: int
    state: SyncState
    total: int | None
    read: int
    linked: int
    created: int
    without_phone: int
    invalid_phone: int
    duplicates: int
    conflicts: int
    masked_phone: int
    reason: str
    created_at: Instant
    preview: bool
    backfill: BackfillAnswer | None

    @classmethod
    def of(cls, job: SyncJob) -> Self:
        """A job as it is now."""
        return cls(
            id=job.id, location_id=job.location_id, state=_told(job.state), total=job.total, reason=job.reason,
            created_at=job.created_at, preview=job.wish.preview, backfill=BackfillAnswer.of(job), **asdict(job.counts),
        )  # fmt: skip


def _told(state: SyncState) -> SyncState:
    """A preview has done what it was asked for; whoever waits for the end of a job need not know of commits."""
    return SyncState.DONE if state is SyncState.PREVIEWED else state


@dataclass(frozen=True, slots=True)
class SyncCalls:
    """The use cases behind the routes."""

    start: StartSync
    follow: FollowSync
    commit: CommitBackfill


class SyncRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: SyncCalls, calling: Calling) -> None:
        """`calling` knows the tenant."""
        self._calls = calls
        self._calling = calling

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [
            Endpoint(
                "POST", "/api/v1/connections/<location_id>/sync", self.start_sync, "Synchronise a location's clients",
                {202: SyncStarted}, problems=(409, 503), has_body=True, change=Change("sync.started"),
            ),
            Endpoint("GET", "/api/v1/sync/<job_id>", self.read_sync, "Progress and report", {200: SyncAnswer}),
            Endpoint(
                "POST", "/api/v1/sync/<job_id>/stop", self.stop_sync, "Read no further page", {200: SyncAnswer},
                change=Change("sync.stopped"),
            ),
            Endpoint(
                "GET", "/api/v1/sync/<job_id>/cards", self.list_past_cards, "What each card has for its past",
                {200: PastCardsAnswer},
            ),
            Endpoint(
                "POST", "/api/v1/sync/<job_id>/commit", self.commit_backfill, "Give what a preview has counted",
                {202: SyncAnswer}, problems=(409, 503), change=Change("sync.committed"),
            ),
        ]  # fmt: skip

    def start_sync(self, location_id: _Location, body: SyncRequest | None = None) -> Response[SyncStarted]:
        """Silent: nobody is told anything, and nothing is written to Altegio. While a job is under way, it is answered; one
        that wants something else is 409.
        """
        wish = body.wish if body else SyncWish()
        job = self._calls.start(self._calling.tenant, LocationId(location_id), wish)
        return ok(SyncStarted(job_id=job.id), 202)

    def read_sync(self, job_id: str) -> Response[SyncAnswer]:
        """As it is now."""
        return ok(SyncAnswer.of(self._calls.follow(self._calling.tenant, job_of(job_id))))

    def stop_sync(self, job_id: str) -> Response[SyncAnswer]:
        """What was done stays; a job that has ended is answered as it is."""
        return ok(SyncAnswer.of(self._calls.follow.stop(self._calling.tenant, job_of(job_id))))

    def list_past_cards(
        self, job_id: str, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
    ) -> Response[PastCardsAnswer]:  # fmt: skip
        """Cards whose past makes no stamp are left out."""
        cards, following = self._calls.follow.cards(self._calling.tenant, job_of(job_id), limit, cursor)
        return ok(PastCardsAnswer(items=[PastCardAnswer.of(card) for card in cards], next_cursor=following))

    def commit_backfill(self, job_id: str) -> Response[SyncAnswer]:
        """A job gives once, so it needs no key of its own: asked again, it is answered as it is."""
        return ok(SyncAnswer.of(self._calls.commit(self._calling.tenant, job_of(job_id))), 202)
