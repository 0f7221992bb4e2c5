"""Once a day: which of our connections are frozen, thawed or gone at Altegio, and which rights came back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from comeback.domain.connecting import USERS_RIGHT, status_of
from comeback.domain.connection import Connection, ConnectionStatus, Location
from comeback.domain.errors import NotFound, StateConflicted
from comeback.domain.ids import LocationId, TenantId
from comeback.domain.program import Program
from comeback.domain.rights import needed_rights
from comeback.domain.site import sites_at
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmError
from comeback.ports.marketplace import Installation, Marketplace
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
from comeback.usecases.change_program import edit_program
from comeback.usecases.watch_right import CARD_TYPE

_ASKED_ONE_BY_ONE = 100


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`changed` connections got another status; `failed` ones could not be asked about and keep theirs."""

    checked: int
    changed: int
    failed: int


@dataclass(frozen=True, slots=True)
class CheckConnections:
    """One call lists all locations. The list need not say more than that a location has our application, so Altegio is
    asked about single ones: those that it lacks, those that were not well, and in turn a hundred others a day. Of these the
    rights are read too: one that was taken away is named before anything fails for want of it. So is where they are, which their
    programs then know.
    """

    connections: Connections
    marketplace: Marketplace
    clock: Clock
    programs: Programs

    def __call__(self) -> CheckReport:
        """One broken location does not keep the others from being checked. Raises CrmError without the list."""
        ours = self.connections.live_locations()  # before the list, so that a fresh one is in both
        listed = dict(self.marketplace.installations())
        turn = self._in_turn([location for _, location in ours])
        changed = failed = 0
        for tenant, location in ours:
            try:
                changed += self._check(tenant, location, listed, asked=location in turn)
            except (CrmError, NotFound, StateConflicted):  # it went away, or others changed it, while we looked
                failed += 1
        return CheckReport(len(ours), changed, failed)

    def _check(self, tenant: TenantId, location: LocationId, listed: Mapping[LocationId, Installation], *, asked: bool) -> bool:
        held = self.connections.get(tenant, location)
        if held is None:
            return False
        state = listed.get(location, Installation.ABSENT)
        certain = state in (Installation.ACTIVE, Installation.FREEZED)
        well = held.status is ConnectionStatus.ACTIVE and state is Installation.LISTED
        if not certain and (asked or not well):
            state = self.marketplace.installation(location)
        match state:
            case Installation.ACTIVE:
                return self._is_active(held, asked=asked)
            case Installation.FREEZED:
                return self._set(held, ConnectionStatus.FROZEN, held.missing_rights)
            case Installation.LISTED:
                return False
            case _:
                return self._set(held, ConnectionStatus.UNINSTALLED, held.missing_rights)

    def _is_active(self, held: Connection, *, asked: bool) -> bool:
        """A thawed location is read afresh; one that lacked rights is asked for them again."""
        if held.status is ConnectionStatus.ACTIVE and not asked:
            return False
        found = [self.programs.get(held.tenant_id, number) for number in held.program_ids]
        programs = [program for program in found if program]
        wanted = needed_rights(programs, held.location_id)
        place, changed = refresh_connection(self.connections, self.marketplace, held, wanted)
        for program in programs:
            self._move(program, place)
        return changed

    def _move(self, program: Program, place: Location) -> None:
        """A program knows where its locations are; its cards follow by the way of any change of its look."""
        edit_program(
            self.programs, program.tenant_id, program.id,
            lambda stored: replace(stored, sites=sites_at(stored.locations, [place], stored.sites)),
        )  # fmt: skip

    def _set(self, held: Connection, status: ConnectionStatus, missing: Sequence[str]) -> bool:
        if held.status is status:
            return False
        self.connections.set_status(held.tenant_id, held.location_id, status, missing)
        return True

    def _in_turn(self, locations: Sequence[LocationId]) -> set[LocationId]:
        """Another hundred each day."""
        if len(locations) <= _ASKED_ONE_BY_ONE:
            return set(locations)
        start = self.clock.now().date().toordinal() * _ASKED_ONE_BY_ONE % len(locations)
        return set([*locations[start:], *locations[:start]][:_ASKED_ONE_BY_ONE])


def refresh_connection(
    connections: Connections, marketplace: Marketplace, held: Connection, wanted: Sequence[str]
) -> tuple[Location, bool]:  # fmt: skip
    """Read place and rights of an active installation again; answers the place, and whether its status changed. Raises
    CrmError.
    """
    place = marketplace.location(held.location_id)
    missing = [*marketplace.missing_rights(held.location_id, wanted)]
    # No right of Altegio's: what the sweep of mirrors has found stays until it finds otherwise.
    missing += [one for one in held.missing_rights if one == CARD_TYPE]
    owner = connections.tenant(held.tenant_id)
    if USERS_RIGHT in held.missing_rights and owner is not None:
        try:
            marketplace.staffer(held.location_id, owner.altegio_user_id)
        except CrmError:
            missing.append(USERS_RIGHT)
    status = status_of(missing)
    if place != held.location:
        connections.save(held.tenant_id, replace(held, location=place, missing_rights=tuple(missing), status=status))
    elif (status, tuple(missing)) != (held.status, held.missing_rights):
        connections.set_status(held.tenant_id, held.location_id, status, missing)
    return place, status is not held.status
