"""What phones complain about, counted by kind: the only view into them. The texts name tokens and people's phones, so
nothing of them is kept.
"""

import json
from collections import Counter
from collections.abc import Mapping

LONGEST_BODY = 8192
# Part of a complaint (wallets.md §2.4) → its kind; the first that fits counts.
_KINDS = (
    ("but the pass was unchanged", "update_without_change"),
    ("ignored the 'if-modified-since'", "ignored_if_modified_since"),
    ("remained the same", "tag_did_not_grow"),
    ("get serial #s task", "list_failed"),
    ("unregister task", "unregister_failed"),
    ("register task", "register_failed"),
    ("get pass task", "fetch_failed"),
)


def note_phone_log(body: bytes) -> Mapping[str, int]:
    """How many lines of each kind; a body too long or of another shape is one of the kind `unreadable`."""
    if len(body) > LONGEST_BODY:
        return {"unreadable": 1}
    try:
        logs = json.loads(body)["logs"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return {"unreadable": 1}
    if not isinstance(logs, list):
        return {"unreadable": 1}
    return Counter(_kind(str(line)) for line in logs)


def _kind(line: str) -> str:
    lowered = line.lower()
    return next((kind for part, kind in _KINDS if part in lowered), "other")
