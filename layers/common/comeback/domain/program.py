"""A program: the card template a business offers, with its settings rows per location."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from comeback.domain.design import Design
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.settings import CountBy, SettingsVersion


class ProgramType(StrEnum):
    """Who owns the balance follows from it: `stamp` is our ledger, the others mirror Altegio (loyalty-domain.md §4)."""

    STAMP = "stamp"
    CASHBACK = "cashback"
    MULTIPASS = "multipass"


class ProgramStatus(StrEnum):
    """Only an active program earns."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a card lives: for ever, until a date, or some days after issue (§6.8)."""

    kind: Literal["unlimited", "until", "days"] = "unlimited"
    date: dt.date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class StampExpiry:
    """How long stamps live: for ever, until a date, days after the last one, or days after each one (§6.8)."""

    kind: Literal["unlimited", "until", "after_last", "per_stamp"] = "unlimited"
    date: dt.date | None = None
    days: int | None = None


ReversalPolicy = Literal["debt", "forgive", "ask"]


@dataclass(frozen=True, slots=True)
class Program:
    """A card template. `size`: stamps for one reward. `start_of_accrual`: a date in the visit location's zone, set at
    activation unless given. `revision` guards concurrent edits. `rows`: per location every version, oldest first.
    `past_sizes`: sizes that cards may still have from before a change.
    """

    id: ProgramId
    tenant_id: TenantId
    type: ProgramType
    title: str
    status: ProgramStatus
    currency: str
    locale: str
    locations: tuple[LocationId, ...]
    created_at: datetime
    size: int = 10
    reward_title: str = ""
    start_of_accrual: dt.date | None = None
    activated_at: datetime | None = None
    lookback_days: int = 0
    validity: Validity = field(default_factory=Validity)
    stamp_expiry: StampExpiry = field(default_factory=StampExpiry)
    reversal_policy: ReversalPolicy = "debt"
    design: Design = field(default_factory=Design)
    rows: Mapping[LocationId, tuple[SettingsVersion, ...]] = field(default_factory=dict)
    revision: int = 0
    past_sizes: tuple[int, ...] = ()

    def settings_at(self, location: LocationId, moment: datetime) -> SettingsVersion | None:
        """The row that holds at a location for a visit starting at `moment`.

        The first row reaches back to the start of accrual (ruling 7), which is checked apart; None: no row there.
        """
        versions = self.rows.get(location, ())
        reached = [version for version in versions if version.effective_at <= moment]
        return reached[-1] if reached else (versions[0] if versions else None)

    def count_by_at(self, moment: datetime) -> CountBy:
        """The program's earning unit at `moment`: written by one row, it holds for all rows from then on (ruling 4)."""
        written = sorted(
            (version for versions in self.rows.values() for version in versions), key=lambda version: version.effective_at
        )
        reached = [version for version in written if version.effective_at <= moment]
        ruling = reached[-1] if reached else (written[0] if written else None)
        return ruling.settings.count_by if ruling else CountBy.CLIENT_DAY
