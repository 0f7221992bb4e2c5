"""Synchronisations in the main table; a page's counts are added in the same write that notes the page as done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.errors import is_condition_failed, lost_condition
from comeback.domain.ids import JobId, LocationId, TenantId
from comeback.domain.sync import SyncCounts, SyncJob, SyncState
from comeback.ports.sync_jobs import KEPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.dynamodb.wire import Item

_TRIES = 3
_COUNTS = tuple(SyncCounts.__dataclass_fields__)


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
        added = counts.as_mapping()
        sums = "".join(f", #{name} :{name}" for name in added)
        open_job = "attribute_exists(pk) AND #state IN (:queued, :running)"
        try:
            item = self._main.update(
                keys.sync_job(tenant, job),
                {":page": {page}, ":number": page, ":total": total, ":running": SyncState.RUNNING.value,
                 ":queued": SyncState.QUEUED.value, **{f":{name}": count for name, count in added.items()}},
                # Added up only once, and never to a job that is not there.
                ConditionExpression=f"{open_job} AND NOT contains(pages_done, :number)",
                UpdateExpression=f"SET #total = :total, #state = :running ADD pages_done :page{sums}",
                ExpressionAttributeNames={"#state": "state", "#total": "total", **{f"#{name}": name for name in added}},
                ReturnValues="ALL_NEW",
            )  # fmt: skip
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
                {":state": state.value, ":reason": reason, ":queued": "queued", ":running": "running"},
                UpdateExpression="SET #state = :state, reason = :reason",
                ConditionExpression="#state IN (:queued, :running)",
                ExpressionAttributeNames={"#state": "state"},
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
    )
