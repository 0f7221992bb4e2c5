"""A program: the card template a business offers, with its settings rows per location."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from comeback.domain.design import Design
from comeback.domain.ids import LocationId, ProgramId, SigningIdentityId, TenantId
from comeback.domain.milestone import Milestone
from comeback.domain.retroaction import Retroaction
from comeback.domain.settings import CountBy, EveryN, SettingsVersion
from comeback.domain.signing import SigningChoice, chosen_at
from comeback.domain.site import Site


class ProgramType(StrEnum):
    """Who owns the balance follows from it: `stamp` is our ledger, the others mirror Altegio (loyalty-domain.md §4)."""

    STAMP = "stamp"
    CASHBACK = "cashback"
    MULTIPASS = "multipass"
    DISCOUNT = "discount"
    GIFT = "gift"


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


@dataclass(frozen=True, slots=True)
class Pause:
    """The program earned nothing from `since` on, until `until` if it was started again. `skipped`: visits that begin in it
    never earn; else they were evaluated when it was over (§5.2).
    """

    since: datetime
    until: datetime | None = None
    skipped: bool = False

    def skips(self, moment: datetime) -> bool:
        """Whether a visit that starts then is left out."""
        return self.skipped and self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class KeptDesign:
    """A version of a program's design, and when it was first made. Versions are kept: passes show what they were made from
    until their phones fetch newer ones.
    """

    design: Design
    made_at: datetime


ReversalPolicy = Literal["debt", "forgive", "ask"]


@dataclass(frozen=True, slots=True)
class Program:
    """A card template. `size`: stamps for one reward. `start_of_accrual`: a date in the visit location's zone, set at
    activation unless given. `revision` guards concurrent edits. `rows`: per location every version, oldest first.
    `past_sizes`: sizes that cards may still have from before a change; `past_expiries`: how long stamps lived that were
    booked before each moment, the oldest first; `past_lookbacks`: how far cards looked back until each moment;
    `past_starts`: the start of accrual that held until each;
    `retroactions`: intervals that were recalculated, the newest last; `pauses`: the oldest first. `signing`: whose
    certificate signs the passes of new cards from when on, the oldest first. `designed_at`: when the design was last changed.
    `sites`: where the `locations` are.
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
    milestones: tuple[Milestone, ...] = ()
    design: Design = field(default_factory=Design)
    rows: Mapping[LocationId, tuple[SettingsVersion, ...]] = field(default_factory=dict)
    revision: int = 0
    past_sizes: tuple[int, ...] = ()
    past_expiries: tuple[tuple[datetime, StampExpiry], ...] = ()
    retroactions: tuple[Retroaction, ...] = ()
    pauses: tuple[Pause, ...] = ()
    past_lookbacks: tuple[tuple[datetime, int], ...] = ()
    past_starts: tuple[tuple[datetime, dt.date], ...] = ()
    signing: tuple[SigningChoice, ...] = ()
    designed_at: datetime | None = None
    sites: tuple[Site, ...] = ()

    @property
    def kept_design(self) -> KeptDesign:
        """The design as it is now; the first one is as old as the program."""
        return KeptDesign(self.design, self.designed_at or self.created_at)

    @property
    def signing_identity(self) -> SigningIdentityId | None:
        """Whose certificate signs the cards that are issued now; None: ours."""
        return self.signing[-1].identity if self.signing else None

    def timezone_at(self, location: LocationId) -> str | None:
        """The zone of one of its sites."""
        return next((site.timezone for site in self.sites if site.location_id == location), None)

    def signed_by(self, issued_at: datetime) -> SigningIdentityId | None:
        """Whose certificate signs a card that was issued then; None: ours."""
        return chosen_at(self.signing, issued_at)

    def judged_as_at(self, location: LocationId, on: dt.date, starts_at: datetime) -> datetime:
        """By the rules of which moment a visit of the date `on` is judged: its own, or that of a recalculation."""
        retroaction = self.retroaction_of(location, on, starts_at)
        return retroaction.as_of if retroaction else starts_at

    def retroaction_of(self, location: LocationId, on: dt.date, starts_at: datetime) -> Retroaction | None:
        """The recalculation that judges a visit: the last word counts."""
        return next((one for one in reversed(self.retroactions) if one.covers(location, on, starts_at)), None)

    def shared_at(self, moment: datetime) -> tuple[CountBy, str]:
        """What all rows have in common at `moment` (ruling 4): earning unit and remainder."""
        return self.count_by_at(moment), self._remainder_at(moment)

    def settings_at(self, location: LocationId, moment: datetime) -> SettingsVersion | None:
        """The row that holds at a location for a visit starting at `moment`, with the remainder that the program has then.

        The first row reaches back to the start of accrual (ruling 7), which is checked apart; None: no row there.
        """
        version = _ruling(self.rows.get(location, ()), moment)
        if version is None or not isinstance(version.settings.accrual_rule, EveryN):
            return version
        remainder = self._remainder_at(moment)
        if remainder == version.settings.accrual_rule.remainder:
            return version
        rule = replace(version.settings.accrual_rule, remainder=remainder)
        return replace(version, settings=replace(version.settings, accrual_rule=rule))

    def newest_row(self, location: LocationId) -> SettingsVersion | None:
        """The row of a location as it holds now, with the unit and the remainder that were written last at any location."""
        written = self._written
        version = self.settings_at(location, written[-1].effective_at) if self.rows.get(location) else None
        if version is None:
            return None
        return replace(version, settings=replace(version.settings, count_by=self.count_by_at(written[-1].effective_at)))

    def count_by_at(self, moment: datetime) -> CountBy:
        """The program's earning unit at `moment`: written by one row, it holds for all rows from then on (ruling 4)."""
        ruling = _ruling(self._written, moment)
        return ruling.settings.count_by if ruling else CountBy.CLIENT_DAY

    def expiry_at(self, moment: datetime) -> StampExpiry:
        """How long stamps live that are booked at `moment`: a change holds for those that are earned afterwards (§6.8)."""
        return next((life for until, life in self.past_expiries if moment < until), self.stamp_expiry)

    def lookback_since(self, issued_at: datetime) -> int:
        """Days that a card looks back which was issued then: what was given by a longer look-back stays given."""
        return max(self.lookback_days, *(days for until, days in self.past_lookbacks if issued_at < until), 0)

    def start_for(self, moment: datetime) -> dt.date | None:
        """The start of accrual for a visit that begins at `moment`: a later one, written afterwards, takes nothing back."""
        starts = [day for until, day in self.past_starts if moment < until]
        return min([*starts, self.start_of_accrual]) if self.start_of_accrual else None

    @property
    def collecting(self) -> EveryN | None:
        """The rule whose next stamp cards are told of: the newest for every so much, while it carries its remainder over."""
        newest = sorted((versions[-1] for versions in self.rows.values() if versions), key=lambda version: version.effective_at)
        rules = [version.settings.accrual_rule for version in newest if isinstance(version.settings.accrual_rule, EveryN)]
        return rules[-1] if rules and rules[-1].remainder == "carry" else None

    def _remainder_at(self, moment: datetime) -> Literal["drop", "carry"]:
        """Written by one row that gives stamps for every so much, it holds for all of them from then on (ruling 4)."""
        ruling = _ruling([one for one in self._written if isinstance(one.settings.accrual_rule, EveryN)], moment)
        rule = ruling.settings.accrual_rule if ruling else None
        return rule.remainder if isinstance(rule, EveryN) else "drop"

    @property
    def _written(self) -> list[SettingsVersion]:
        versions = (version for versions in self.rows.values() for version in versions)
        return sorted(versions, key=lambda version: version.effective_at)


def _ruling(written: Sequence[SettingsVersion], moment: datetime) -> SettingsVersion | None:
    """The newest that holds at `moment`; the first one reaches back."""
    reached = [version for version in written if version.effective_at <= moment]
    return reached[-1] if reached else (written[0] if written else None)
