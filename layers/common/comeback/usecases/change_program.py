"""An owner changes a program; cards that exist keep their size, entries are never touched."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from comeback.domain.card_content import pictured_size
from comeback.domain.design import Design
from comeback.domain.design_rules import check_design
from comeback.domain.errors import FieldError, FieldRefused, NotFound, StateConflicted
from comeback.domain.ids import ProgramId, TenantId
from comeback.domain.program import Program, ProgramStatus
from comeback.domain.site import Site, sites_at
from comeback.ports.connections import Connections
from comeback.ports.programs import ProgramChanged, Programs
from comeback.ports.system import Clock
from comeback.usecases.create_program import check_locations, check_milestones

_TRIES = 3
_FIXED = ("type", "currency")
_CHANGEABLE = frozenset({
    "type", "title", "currency", "locale", "locations", "size", "reward_title", "start_of_accrual", "lookback_days",
    "validity", "stamp_expiry", "reversal_policy", "milestones",
})  # fmt: skip

PreparePictures = Callable[[TenantId, Design, int], object]
"""Draws and stores the pictures of a tenant's design for cards of one size (`usecases.prepare_artwork`)."""
DesignChange = Mapping[str, Any] | Callable[[Design], Design]
"""Single fields, or what becomes of whatever the design is when it is saved."""


def read_program(programs: Programs, tenant: TenantId, program: ProgramId) -> Program:
    """One program. Raises NotFound."""
    found = programs.get(tenant, program)
    if found is None:
        raise NotFound("There is no such program.")
    return found


def edit_program(programs: Programs, tenant: TenantId, program: ProgramId, edit: Callable[[Program], Program]) -> Program:
    """Read, edit, save; again when somebody else saved meanwhile. An edit that changes nothing is not saved.

    Raises NotFound, StateConflicted, and what `edit` refuses.
    """
    for _ in range(_TRIES):
        stored = read_program(programs, tenant, program)
        edited = edit(stored)
        if edited == stored:
            return stored
        try:
            return programs.save(tenant, edited)
        except ProgramChanged:
            continue
    raise StateConflicted("Others keep changing this program. Please try again.")


@dataclass(frozen=True, slots=True)
class ChangeProgram:
    """Type and currency are fixed once the program has been active. `languages`: those that there are words in."""

    programs: Programs
    connections: Connections
    prepare_pictures: PreparePictures
    clock: Clock
    languages: Collection[str]

    def __call__(
        self, tenant: TenantId, program: ProgramId, changes: Mapping[str, Any], design: DesignChange | None = None
    ) -> Program:
        """The program after the `changes` to its fields and to its `design`.

        Raises NotFound, FieldRefused, StateConflicted.
        """
        assert changes.keys() <= _CHANGEABLE

        def edit(stored: Program) -> Program:
            edited = replace(stored, **changes, design=_changed(stored.design, design or {}))
            if edited.size != stored.size and stored.status is not ProgramStatus.DRAFT:
                edited = replace(edited, past_sizes=tuple(sorted({*stored.past_sizes, stored.size})))
            if edited.stamp_expiry != stored.stamp_expiry and stored.status is not ProgramStatus.DRAFT:
                lived = (self.clock.now(), stored.stamp_expiry)
                edited = replace(edited, past_expiries=(*stored.past_expiries, lived))
            if edited.lookback_days != stored.lookback_days and stored.status is not ProgramStatus.DRAFT:
                looked = (self.clock.now(), stored.lookback_days)
                edited = replace(edited, past_lookbacks=(*stored.past_lookbacks, looked))
            if edited.start_of_accrual != stored.start_of_accrual and stored.start_of_accrual and stored.activated_at:
                began = (self.clock.now(), stored.start_of_accrual)
                edited = replace(edited, past_starts=(*stored.past_starts, began))
            if edited.design != stored.design:
                edited = replace(edited, design=edited.design.redrawn(), designed_at=self.clock.now())
            edited = replace(edited, sites=self._check(tenant, stored, edited))
            # Pictures come before the save: no pass may be asked for that cannot be drawn.
            if edited.status is not ProgramStatus.DRAFT and _look(edited) != _look(stored):
                prepare_all(self.prepare_pictures, edited)
            return edited

        return edit_program(self.programs, tenant, program, edit)

    def _check(self, tenant: TenantId, stored: Program, edited: Program) -> tuple[Site, ...]:
        """Where the locations are. Raises FieldRefused."""
        check_milestones(edited.type, edited.milestones)
        check_design(edited.design, stored.design, self.languages, edited.locations)
        if stored.status is not ProgramStatus.DRAFT:
            errors = [
                FieldError(name, "This cannot be changed any more: the program has been active.")
                for name in _FIXED
                if getattr(stored, name) != getattr(edited, name)
            ]
            if errors:
                raise FieldRefused(*errors)
        if (edited.locations, edited.currency) == (stored.locations, stored.currency):
            return stored.sites
        held = self.connections.of_tenant(tenant)
        check_locations(held, edited.locations, edited.currency, stored.locations)
        return sites_at(edited.locations, [each.location for each in held], stored.sites)


def prepare_all(prepare: PreparePictures, program: Program) -> None:
    """Pictures for new cards and for cards that were issued when the program had another size."""
    for size in {pictured_size(program), *(pictured_size(program, size) for size in program.past_sizes)}:
        prepare(program.tenant_id, program.design, size)


def _changed(design: Design, change: DesignChange) -> Design:
    return change(design) if callable(change) else replace(design, **change)


def _look(program: Program) -> tuple[Design, int]:
    return program.design, program.size
