"""An owner makes a program: a draft, to be activated when it is ready."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from comeback.domain.connection import Connection, ConnectionStatus
from comeback.domain.design import Design
from comeback.domain.design_rules import check_design
from comeback.domain.errors import FieldError, FieldRefused, StateConflicted
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.milestone import Milestone
from comeback.domain.program import Program, ProgramStatus, ProgramType, ReversalPolicy, StampExpiry, Validity
from comeback.domain.site import sites_at
from comeback.ports.connections import Connections
from comeback.ports.programs import ProgramChanged, Programs
from comeback.ports.system import Clock, Ids


@dataclass(frozen=True, slots=True)
class ProgramDraft:
    """What the owner says about a new program. `size` and `reward_title` are of stamp programs only."""

    type: ProgramType
    title: str
    currency: str
    locale: str
    locations: tuple[LocationId, ...]
    size: int | None = None
    reward_title: str | None = None
    start_of_accrual: dt.date | None = None
    lookback_days: int = 0
    validity: Validity = field(default_factory=Validity)
    stamp_expiry: StampExpiry = field(default_factory=StampExpiry)
    reversal_policy: ReversalPolicy = "debt"
    milestones: tuple[Milestone, ...] = ()
    design: Design = field(default_factory=Design)


@dataclass(frozen=True, slots=True)
class CreateProgram:
    """Stores a draft at locations of the tenant. `languages`: those that there are words in."""

    programs: Programs
    connections: Connections
    ids: Ids
    clock: Clock
    languages: Collection[str]

    def __call__(self, tenant: TenantId, draft: ProgramDraft) -> Program:
        """The stored draft. Raises FieldRefused."""
        held = self.connections.of_tenant(tenant)
        check_locations(held, draft.locations, draft.currency)
        if draft.type is ProgramType.STAMP:
            _check_stamps(draft)
        check_milestones(draft.type, draft.milestones)
        check_design(draft.design, spoken=self.languages, locations=draft.locations)
        program = Program(
            id=ProgramId(self.ids.new("pr")), tenant_id=tenant, type=draft.type, title=draft.title,
            status=ProgramStatus.DRAFT, currency=draft.currency, locale=draft.locale, locations=draft.locations,
            created_at=self.clock.now(), size=draft.size or 1, reward_title=draft.reward_title or "",
            start_of_accrual=draft.start_of_accrual, lookback_days=draft.lookback_days, validity=draft.validity,
            stamp_expiry=draft.stamp_expiry, reversal_policy=draft.reversal_policy, milestones=draft.milestones,
            design=draft.design, sites=sites_at(draft.locations, [each.location for each in held]),
        )  # fmt: skip
        try:
            return self.programs.save(tenant, program)
        except ProgramChanged as problem:
            raise StateConflicted("A location was connected to somebody else meanwhile.") from problem


def check_locations(
    connections: Sequence[Connection], wanted: Sequence[LocationId], currency: str, kept: Collection[LocationId] = ()
) -> None:
    """Raises FieldRefused unless each location is the tenant's own, connected, and has the program's currency (edge 31).

    A location in `kept` may be uninstalled: it belonged to the program before.
    """
    held: Mapping[LocationId, Connection] = {
        each.location_id: each
        for each in connections
        if each.status is not ConnectionStatus.UNINSTALLED or each.location_id in kept
    }
    errors = [
        FieldError(f"locations.{place}", f"Location {location} is not connected.")
        for place, location in enumerate(wanted)
        if location not in held
    ]
    errors += [
        FieldError(f"locations.{place}", f"Location {location} has {held[location].location.currency}, not {currency}.")
        for place, location in enumerate(wanted)
        if location in held and held[location].location.currency != currency
    ]
    if errors:
        raise FieldRefused(*errors)


def check_milestones(kind: ProgramType, milestones: tuple[Milestone, ...]) -> None:
    """Raises FieldRefused: what Altegio counts has no milestones of ours."""
    if milestones and kind is not ProgramType.STAMP:
        raise FieldRefused(FieldError("milestones", "Only a stamp program has milestones."))


def _check_stamps(draft: ProgramDraft) -> None:
    errors = []
    if draft.size is None:
        errors.append(FieldError("size", "A stamp program needs the number of stamps that make a reward."))
    if not draft.reward_title:
        errors.append(FieldError("reward", "A stamp program needs a reward with a title."))
    if errors:
        raise FieldRefused(*errors)
