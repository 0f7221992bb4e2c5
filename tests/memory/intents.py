"""Intents and counts of links in plain dicts (tests/contract/test_intents.py)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from comeback.domain.crm_writing import Intent, IntentState, StoredIntent, WriteKind
from comeback.domain.delivery import Caps
from comeback.domain.ids import CustomerId, LocationId, TenantId
from comeback.ports.intents import IntentTaken

Key = tuple[TenantId, CustomerId, WriteKind, str]


class MemoryIntents:
    """One per key."""

    def __init__(self) -> None:
        self.stored: dict[Key, Intent] = {}

    def get(self, tenant: TenantId, customer: CustomerId, kind: WriteKind, subject: str) -> Intent | None:
        return self.stored.get((tenant, customer, kind, subject))

    def of_customers(
        self, tenant: TenantId, customers: Sequence[CustomerId], kind: WriteKind, subject: str
    ) -> Mapping[CustomerId, Intent]:
        found = {customer: self.get(tenant, customer, kind, subject) for customer in customers}
        return {customer: intent for customer, intent in found.items() if intent}

    def save(self, tenant: TenantId, customer: CustomerId, intent: Intent) -> Intent:
        key = tenant, customer, intent.kind, intent.subject
        before = self.stored.get(key)
        if (before.revision if before else 0) != intent.revision:
            raise IntentTaken("somebody else has moved the intent meanwhile")
        self.stored[key] = replace(intent, revision=intent.revision + 1)
        return self.stored[key]

    def due(self, until: datetime, limit: int) -> Sequence[StoredIntent]:
        waiting = [
            (intent.not_before, StoredIntent(tenant, customer, intent))
            for (tenant, customer, _, _), intent in self.stored.items()
            if intent.state is IntentState.WAITING and intent.not_before and intent.not_before <= until
        ]
        return [one for _, one in sorted(waiting, key=lambda pair: pair[0])][:limit]


class MemoryDeliveryCounts:
    """Counted by hour and day."""

    def __init__(self) -> None:
        self.sent: Counter[tuple[LocationId, str]] = Counter()

    def take(self, location: LocationId, wall_clock: datetime, caps: Caps) -> bool:
        hour, day = self.taken(location, wall_clock)
        if hour >= caps.per_hour or day >= caps.per_day:
            return False
        self.sent.update((location, f"{wall_clock:{form}}") for form in ("%Y-%m-%d", "%Y-%m-%d %H"))
        return True

    def give_back(self, location: LocationId, wall_clock: datetime) -> None:
        self.sent.subtract((location, f"{wall_clock:{form}}") for form in ("%Y-%m-%d", "%Y-%m-%d %H"))

    def taken(self, location: LocationId, wall_clock: datetime) -> tuple[int, int]:
        return self.sent[location, f"{wall_clock:%Y-%m-%d %H}"], self.sent[location, f"{wall_clock:%Y-%m-%d}"]
