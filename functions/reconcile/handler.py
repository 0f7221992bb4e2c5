"""Scheduled jobs; the event names one: `{"job": "sweep"}`."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from comeback import observe
from comeback.bootstrap import auditing, balances, batches, connecting, crm_writing, events, mirrors

JOBS: dict[str, Callable[[], Callable[[], Any]]] = {
    "sweep": events.sweep,
    "mirror_sweep": mirrors.sweep_mirrors,
    "expiry": balances.expire_cards,
    "audit": auditing.audit,
    "audit_rest": auditing.audit_rest,
    "due_links": crm_writing.send_due_links,
    "connection_check": connecting.check_connections,
    "google_holders": batches.ask_for_holders,
}


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Run the job and answer with its report. Raises ValueError for a job that does not exist, Failed for one that broke."""
    job = event.get("job")
    if not isinstance(job, str) or job not in JOBS:
        raise ValueError(f"the event names no job of {', '.join(JOBS)}")
    try:
        report = asdict(JOBS[job]()())
    except Exception as problem:  # noqa: BLE001 - the edge of a job (style.md §8)
        raise observe.stand_in("reconcile", problem) from None
    observe.unit("reconcile", job=job)
    for outcome, count in report.get("drift", {}).items():
        if count:
            observe.unit("drift", outcome=outcome, count=count, job=job)
    return {"job": job, **report}
