"""The issuer account: classes, objects, who has saved them, and what they were told today."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dev.google.clock import Clock
from dev.google.documents import check
from dev.google.refusals import Refused, exists, invalid, missing

_DAY = 24 * 3600
_MOST_NOTIFICATIONS = 3
Json = dict[str, Any]


@dataclass(slots=True)
class Stored:
    """A class or object. `notified`: when its holder was; `writes` counts insert and updates."""

    document: Json
    holders: int = 0
    notified: list[float] = field(default_factory=list)
    writes: int = 1

    def shown(self) -> Json:
        """As the API answers; `hasUsers` is read only."""
        return {**self.document, "hasUsers": self.holders > 0} if "classId" in self.document else self.document


class Issuer:
    """Thread-safe. `on_change` hears of saves and removals as (class, object id, event)."""

    def __init__(
        self, issuer_id: str, clock: Clock, on_change: Callable[[Json, str, str], None], state: Path | None = None
    ) -> None:
        """What `state` holds is read; `store` writes it."""
        self.issuer_id = issuer_id
        self._clock = clock
        self._on_change = on_change
        self._state = state
        self._lock = threading.RLock()
        self._kinds: dict[str, dict[str, Stored]] = {"loyaltyClass": {}, "loyaltyObject": {}}
        if state and state.exists():
            for kind, stored in json.loads(state.read_text()).items():
                self._kinds[kind] = {name: Stored(**fields) for name, fields in stored.items()}

    def insert(self, kind: str, document: Any) -> Json:
        """Raises Refused."""
        check(kind, document, self.issuer_id, whole_document=True)
        with self._lock:
            if document["id"] in self._kinds[kind]:
                raise exists(kind, document["id"])
            self._refer(kind, document)
            self._kinds[kind][document["id"]] = stored = Stored(_settled(document))
            return stored.shown()

    def get(self, kind: str, name: str) -> Json:
        """Raises Refused."""
        with self._lock:
            return self._find(kind, name).shown()

    def objects_of(self, query: Mapping[str, str]) -> Json:
        """A page of a class's objects; the token is the last id that was told. Raises Refused."""
        with self._lock:
            self._find("loyaltyClass", query.get("classId", ""))
            most = int(query.get("maxResults", "100"))
            objects = self._kinds["loyaltyObject"].items()
            own = sorted(name for name, one in objects if one.document["classId"] == query["classId"])
            left = [name for name in own if name > query.get("token", "")]
            page = left[:most]
            pagination: Json = {"kind": "walletobjects#pagination", "resultsPerPage": len(page)}
            if len(left) > most:
                pagination["nextPageToken"] = page[-1]
            return {"resources": [self._kinds["loyaltyObject"][name].shown() for name in page], "pagination": pagination}

    def change(self, kind: str, name: str, given: Any, *, replace: bool) -> Json:
        """PATCH, or PUT with `replace`. Raises Refused; then nothing has changed."""
        check(kind, given, self.issuer_id, whole_document=replace)
        with self._lock:
            stored = self._find(kind, name)
            if any(given.get(fixed, stored.document.get(fixed)) != stored.document.get(fixed) for fixed in ("id", "classId")):
                raise invalid("id and classId cannot be changed.")
            changed = _settled(given if replace else {**stored.document, **given})
            if kind == "loyaltyClass" and given.get("reviewStatus", "").lower() not in {"under_review", "underreview"}:
                raise invalid("Invalid review status: an approved class must be sent again as UNDER_REVIEW.")
            if given.get("notifyPreference") == "NOTIFY_ON_UPDATE":
                self._notify(stored, changed)
            stored.document = changed
            stored.writes += 1
            return stored.shown()

    def save(self, name: str) -> None:
        """Somebody adds the object. Raises Refused."""
        self._hold(name, 1, "save")

    def remove(self, name: str) -> None:
        """Somebody removes it. Raises Refused."""
        self._hold(name, -1, "del")

    def look(self, name: str) -> Json:
        """An object with its class and what happened to it. Raises Refused."""
        with self._lock:
            stored = self._find("loyaltyObject", name)
            template = self._find("loyaltyClass", stored.document["classId"])
            return {
                "object": stored.shown(), "class": template.document, "holders": stored.holders, "writes": stored.writes,
                "notifications": list(stored.notified), "notifications_today": len(self._today(stored)),
            }  # fmt: skip

    def names(self, kind: str) -> list[str]:
        """Ids in the order of insertion."""
        with self._lock:
            return list(self._kinds[kind])

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            for stored in self._kinds.values():
                stored.clear()

    def store(self) -> None:
        """Write the state, whole or not at all."""
        if self._state is None:
            return
        with self._lock:
            kinds = {
                kind: {
                    name: {"document": one.document, "holders": one.holders, "notified": one.notified, "writes": one.writes}
                    for name, one in stored.items()
                }
                for kind, stored in self._kinds.items()
            }
        partial = self._state.with_suffix(".partial")
        partial.write_text(json.dumps(kinds))
        partial.replace(self._state)

    def _find(self, kind: str, name: str) -> Stored:
        stored = self._kinds[kind].get(name)
        if stored is None:
            raise missing(kind, name)
        return stored

    def _refer(self, kind: str, document: Json) -> None:
        if kind == "loyaltyObject" and self._find("loyaltyClass", document["classId"]).document["reviewStatus"] == "DRAFT":
            raise invalid("A class in DRAFT cannot have objects.")

    def _notify(self, stored: Stored, changed: Json) -> None:
        """Only a changed balance, and only somebody who has the card, is told."""
        points = [document.get("loyaltyPoints", {}).get("balance") for document in (stored.document, changed)]
        if points[0] == points[1] or not stored.holders:
            return
        if len(self._today(stored)) >= _MOST_NOTIFICATIONS:
            raise Refused(429, "QuotaExceededException", "The notification quota of this pass is used up.")
        stored.notified.append(self._clock())

    def _today(self, stored: Stored) -> list[float]:
        now = self._clock()
        return [moment for moment in stored.notified if now - moment < _DAY]

    def _hold(self, name: str, more: int, event: str) -> None:
        with self._lock:
            stored = self._find("loyaltyObject", name)
            template = self._find("loyaltyClass", stored.document["classId"]).document
            if stored.holders + more < 0:
                raise invalid("Nobody has this object.")
            if stored.holders + more > 1 and template.get("multipleDevicesAndHoldersAllowedStatus") != "MULTIPLE_HOLDERS":
                return
            stored.holders += more
        self._on_change(template, name, event)


def _settled(document: Json) -> Json:
    """As Google keeps it: reviewed at once, and without what belongs to one request only."""
    kept = {name: value for name, value in document.items() if name not in {"notifyPreference", "hasUsers"}}
    if kept.get("reviewStatus", "").lower() in {"under_review", "underreview"}:
        kept["reviewStatus"] = "APPROVED"
    return kept
