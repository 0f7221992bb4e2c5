"""Synchronisations in the main table; a page's counts are added in the same write that notes the page as done."""

from __future__ import annotations

from datetime import date, datetime
from itertools import batched
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import codec, keys
from comeback.adapters.dynamodb.cursors import cursor_of, start_of
from comeback.adapters.dynamodb.errors import is_condition_failed, lost_condition
from comeback.domain.backfill import PastCard
from comeback.domain.ids import CardId, JobId, LocationId, TenantId
from comeback.domain.sync import PastCounts, SyncCounts, SyncJob, SyncState, SyncWish
from comeback.ports.sync_jobs import KEPT, sums_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.dynamodb.wire import Item

_TRIES = 3
_COUNTS = tuple(SyncCounts.__dataclass_fields__)
_SUMS = {name: f"past_{name}" for name in PastCounts.__dataclass_fields__}
_IS_OPEN = "attribute_exists(pk) AND #state IN (:queued, :running)"
_OPEN = {":queued": SyncState.QUEUED.value, ":running": SyncState.RUNNING.value}
_STATE = {"#state": "state"}
_CARD_KEY = frozenset({"pk", "sk"})
_MOST_LEGS = 100  # of one transaction (aws-facts.md §1)


class DynamoSyncJobs:
    """A job is an item; a second one points from a location to its newest job."""

    def __init__(self, main: Table) -> None:
        """`main` is the main table."""
        self._main = main

    def open(self, tenant: TenantId, job: SyncJob) -> SyncJob:
        """Two reads, and for a new job one transaction."""
        for _ in range(_TRIES):
            newest = self._newest(tenant, job.location_id)
            if newest is not None and newest.is_open:
                return newest
            try:
                self._main.transact(self._new(tenant, job, newest))
            except ClientError as problem:
                if not lost_condition(problem):
                    raise
                continue  # somebody else opened one at this moment
            return job
        raise TimeoutError("a synchronisation could not be opened: others kept writing")

    def _new(self, tenant: TenantId, job: SyncJob, newest: SyncJob | None) -> list[dict[str, object]]:
        expires = int((job.created_at + KEPT).timestamp())
        item = {
            "job_id": job.id, "location_id": job.location_id, "state": job.state.value,
            "created_at": job.created_at.isoformat(), "expires_at_epoch": expires,
            "wish": codec.dump(SyncWish, job.wish), "last_day": job.last_day.isoformat() if job.last_day else None,
        }  # fmt: skip
        pointer = keys.sync_of(tenant, job.location_id)
        values = {":job": job.id, ":expires": expires} | ({":before": newest.id} if newest else {})
        unchanged = "job_id = :before" if newest else "attribute_not_exists(job_id)"
        return [
            self._main.put_leg(keys.sync_job(tenant, job.id), item, ConditionExpression="attribute_not_exists(pk)"),
            # The pointer is where it was when the newest job was seen to have ended.
            self._main.update_leg(
                pointer, values, UpdateExpression="SET job_id = :job, expires_at_epoch = :expires", ConditionExpression=unchanged
            ),
        ]

    def get(self, tenant: TenantId, job: JobId) -> SyncJob | None:
        """One read."""
        item = self._main.get(keys.sync_job(tenant, job))
        return _job_from(tenant, item) if item else None

    def latest(self, tenant: TenantId, locations: Sequence[LocationId]) -> Sequence[SyncJob]:
        """Two batches."""
        pointers = self._main.get_all(keys.sync_of(tenant, location) for location in locations)
        found = self._main.get_all(keys.sync_job(tenant, item["job_id"]) for item in pointers.values())
        return sorted((_job_from(tenant, item) for item in found.values()), key=lambda job: job.location_id)

    def finish_page(self, tenant: TenantId, job: JobId, page: int, total: int, counts: SyncCounts) -> SyncJob | None:
        """One conditional update; a page that is told again changes nothing and costs a read."""
        return self._once(tenant, job, ("pages_done", page), counts.as_mapping(), total=total)

    def finish_day(self, tenant: TenantId, job: JobId, number: int) -> SyncJob | None:
        """As `finish_page`."""
        return self._once(tenant, job, ("days_done", number), {})

    def finish_cards(self, tenant: TenantId, job: JobId, step: str, cards: Sequence[PastCard]) -> SyncJob | None:
        """The cards first: who finds the step done may rely on them."""
        known = self.get(tenant, job)
        if known is None or not known.is_open or step in known.steps_done:
            return known
        expires = int((known.created_at + KEPT).timestamp())
        for some in batched(cards, _MOST_LEGS, strict=False):
            self._main.transact(
                [
                    self._main.put_leg(
                        keys.sync_card(tenant, job, card.card_id),
                        {"card": codec.dump(PastCard, card), "expires_at_epoch": expires},
                    )
                    for card in some
                ]
            )
        added = {_SUMS[name]: count for name, count in sums_of(cards).as_mapping().items()}
        return self._once(tenant, job, ("steps_done", step), added)

    def cards(self, tenant: TenantId, job: JobId, limit: int, cursor: str | None) -> tuple[Sequence[PastCard], str | None]:
        """One query."""
        partition, prefix = keys.sync_card(tenant, job, CardId(""))
        items, last = self._main.query_page(
            KeyConditionExpression="pk = :job AND begins_with(sk, :prefix)",
            values={":job": partition, ":prefix": prefix},
            Limit=limit,
            start=start_of(cursor, {"pk": partition}, _CARD_KEY),
        )
        return [codec.load(PastCard, item["card"]) for item in items], cursor_of(last)

    def commit(self, tenant: TenantId, job: SyncJob) -> SyncJob | None:
        """One transaction over the job and its location's pointer."""
        removed = ", ".join(["steps_done", *_SUMS.values()])
        try:
            self._main.transact(
                [
                    self._main.update_leg(
                        keys.sync_job(tenant, job.id),
                        {":running": SyncState.RUNNING.value, ":previewed": SyncState.PREVIEWED.value, ":yes": True},
                        UpdateExpression=f"SET #state = :running, committed = :yes REMOVE {removed}",
                        ConditionExpression="#state = :previewed",
                        ExpressionAttributeNames=_STATE,
                    ),
                    self._main.update_leg(
                        keys.sync_of(tenant, job.location_id),
                        {":job": job.id},
                        UpdateExpression="SET job_id = :job",
                        ConditionExpression="job_id = :job",
                    ),
                ]
            )
        except ClientError as problem:
            if not lost_condition(problem):
                raise
            return None
        return self.get(tenant, job.id)

    def _once(
        self, tenant: TenantId, job: JobId, done: tuple[str, int | str], added: Mapping[str, int], *,
        total: int | None = None,
    ) -> SyncJob | None:  # fmt: skip
        """Note something as done and add its counts, only once, and never to a job that is not there."""
        where, what = done
        values: dict[str, Any] = {":done": {what}, ":what": what, **_OPEN, **{f":{name}": count for name, count in added.items()}}
        names, setting = {**_STATE, **{f"#{name}": name for name in added}}, ""
        if total is not None:
            values[":total"], names["#total"], setting = total, "total", "SET #total = :total, #state = :running "
        sums = "".join(f", #{name} :{name}" for name in added)
        try:
            item = self._main.update(
                keys.sync_job(tenant, job),
                values,
                ConditionExpression=f"{_IS_OPEN} AND NOT contains({where}, :what)",
                UpdateExpression=f"{setting}ADD {where} :done{sums}",
                ExpressionAttributeNames=names,
                ReturnValues="ALL_NEW",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            return self.get(tenant, job)
        return _job_from(tenant, item)

    def close(self, tenant: TenantId, job: JobId, state: SyncState, reason: str = "") -> None:
        """One conditional update."""
        try:
            self._main.update(
                keys.sync_job(tenant, job),
                {":state": state.value, ":reason": reason, **_OPEN},
                UpdateExpression="SET #state = :state, reason = :reason",
                ConditionExpression=_IS_OPEN,
                ExpressionAttributeNames=_STATE,
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise

    def _newest(self, tenant: TenantId, location: LocationId) -> SyncJob | None:
        pointer = self._main.get(keys.sync_of(tenant, location))
        return self.get(tenant, JobId(pointer["job_id"])) if pointer else None


def _job_from(tenant: TenantId, item: Item) -> SyncJob:
    return SyncJob(
        id=JobId(item["job_id"]),
        tenant_id=tenant,
        location_id=LocationId(item["location_id"]),
        state=SyncState(item["state"]),
        created_at=datetime.fromisoformat(item["created_at"]),
        total=item.get("total"),
        counts=SyncCounts(**{name: item.get(name, 0) for name in _COUNTS}),
        pages_done=frozenset(int(page) for page in item.get("pages_done", ())),
        reason=item.get("reason", ""),
        wish=codec.load(SyncWish, item["wish"]) if "wish" in item else SyncWish(),
        last_day=date.fromisoformat(item["last_day"]) if "last_day" in item else None,
        days_done=frozenset(int(number) for number in item.get("days_done", ())),
        steps_done=frozenset(str(step) for step in item.get("steps_done", ())),
        past=PastCounts(**{name: item.get(stored, 0) for name, stored in _SUMS.items()}),
        committed=item.get("committed", False),
    )
