"""`comeback doctor [url] [operator key]`: the doctor's report of a deployed stack, or of the local one that runs."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from dev.runner.settings import load_settings

_MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}
_SECONDS = 30


def main(arguments: Sequence[str]) -> int:
    """0 when nothing fails, 1 when something does, 2 when there is no report."""
    url, key = [*arguments, "", ""][:2]
    try:
        if not url:
            url, key = _local()
        answer = httpx.get(f"{url.rstrip('/')}/operator/v1/doctor", headers={"Authorization": f"Bearer {key}"}, timeout=_SECONDS)
    except (OSError, KeyError, ValueError, httpx.HTTPError) as problem:
        print(f"doctor: nobody to ask ({type(problem).__name__}): start the local stack, or give URL and KEY", file=sys.stderr)
        return 2
    if answer.status_code != 200:
        print(f"doctor: {url} answered {answer.status_code}", file=sys.stderr)
        return 2
    report = answer.json()
    print(rendered(report))
    return 1 if report["state"] == "fail" else 0


def rendered(report: Mapping[str, Any]) -> str:
    """A line for each finding, and one that sums up."""
    names = [" ".join(filter(None, (one["check"], one["subject"]))) for one in report["findings"]]
    width = max(map(len, names), default=0)
    lines = [
        f"{_MARKS[one['state']]}  {name.ljust(width)}  {one['text']}" for name, one in zip(names, report["findings"], strict=True)
    ]
    count = {state: sum(one["state"] == state for one in report["findings"]) for state in _MARKS}
    return "\n".join([*lines, f"{report['at']}: {count['fail']} fail, {count['warn']} warn, {count['ok']} ok"])


def _local() -> tuple[str, str]:
    facts = json.loads((load_settings(os.environ).state_dir / "stack.json").read_text())
    return facts["base_url"], facts["operator_key"]
