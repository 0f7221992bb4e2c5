"""The doctor: for an operator who asks ("GET /operator/v1/doctor"), and once a day for alarms and owners."""

from dataclasses import asdict
from typing import Any

from comeback import observe
from comeback.bootstrap import doctor

door = doctor.doctor_door()


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer an HTTP API event (payload format 2.0), or run the daily job. Raises Failed for a job that broke."""
    if event.get("job") != "doctor":
        return door(event)
    try:
        report = doctor.examine_daily()()
    except Exception as problem:  # noqa: BLE001 - the edge of a job (style.md §8)
        raise observe.stand_in("doctor", problem) from None
    for state, count in report.findings.items():
        observe.unit("doctor", outcome=state, count=count, job="doctor")
    for outcome, count in report.certificates.items():
        observe.unit("certificate", outcome=outcome, count=count, job="doctor")
    return {"job": "doctor", **asdict(report)}
