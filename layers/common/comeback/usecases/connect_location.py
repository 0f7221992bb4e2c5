"""One location is connected to the account of one Altegio user (interfaces.md §3, rulings 9 to 11).

Order, and why: (1) the digest of a fresh webhook secret is stored as an activation under way; (2) Altegio activates and
learns the webhook's address; (3) the user is checked; (4) tenant and connection are stored with that digest. A crash
after (2) leaves an active installation and our note of it, so the owner's next try goes on at (3). Had the connection
been stored first, a crash would have given a location to somebody who was never checked. Events that come between (2)
and (4) are answered with 404; the first sweep starts at the moment of (1) and finds what they were about.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto

from comeback.domain.connecting import (
    USERS_RIGHT,
    ConnectOutcome,
    ConnectResult,
    masked_email,
    renewed_secrets,
    status_of,
)
from comeback.domain.connection import Connection, ConnectionStatus, Location, Tenant
from comeback.domain.ids import LocationId, TenantId
from comeback.domain.ledger import Actor
from comeback.domain.redirect import SignedUser
from comeback.ports.activations import ActivationHeld, Activations, PendingActivation
from comeback.ports.connections import Connections, LocationTaken
from comeback.ports.crm import CrmError, CrmRefusedError
from comeback.ports.directory import Directory
from comeback.ports.marketplace import Activation, Installation, Marketplace
from comeback.ports.system import Clock, Ids
from comeback.usecases.note_change import NoteChange
from comeback.usecases.sign_in import digest_of


class _Verdict(Enum):
    """Whether the signed user is a manager of the location."""

    PROVEN = auto()
    REFUTED = auto()
    UNREADABLE = auto()


@dataclass(frozen=True, slots=True)
class _Case:
    """One user at one location. `held` is the user's own connection there, whatever its status."""

    user: SignedUser
    location: LocationId
    held: Connection | None
    tenant: Tenant | None


@dataclass(frozen=True, slots=True)
class ConnectLocation:
    """Safe to repeat at any point."""

    connections: Connections
    directory: Directory
    activations: Activations
    marketplace: Marketplace
    clock: Clock
    ids: Ids
    base_url: str
    note: NoteChange

    def __call__(self, user: SignedUser, location: LocationId, browser: str) -> ConnectResult:
        """The outcome; `browser` is the digest of the browser's secret, by which an interrupted try is known again."""
        try:
            return self._noted(user, self._connect(user, location, browser))
        except LocationTaken:
            return ConnectResult(location, ConnectOutcome.TAKEN)
        except (CrmError, ActivationHeld):
            return ConnectResult(location, ConnectOutcome.TRY_AGAIN)

    def _noted(self, user: SignedUser, result: ConnectResult) -> ConnectResult:
        """For the audit trail: no door does it, because some of several locations are connected behind the queue."""
        done = {ConnectOutcome.CONNECTED: "location.connected", ConnectOutcome.RESUMED: "location.connected_again"}
        tenant = self.connections.tenant_of_user(user.user_id) if result.outcome in done else None
        if tenant is not None:
            actor = Actor("person", str(user.user_id))
            self.note(tenant.id, actor, done[result.outcome], str(result.location_id), {})
        return result

    def _connect(self, user: SignedUser, location: LocationId, browser: str) -> ConnectResult:
        tenant = self.connections.tenant_of_user(user.user_id)
        held = self.directory.connection(location)
        if held is not None and (tenant is None or held.tenant_id != tenant.id):
            return self._taken(user, held)
        case = _Case(user, location, held, tenant)
        match self.marketplace.installation(location):
            case Installation.PENDING:
                return self._activate(case, browser)
            case Installation.ACTIVE:
                return self._active_already(case, browser)
            case Installation.FREEZED:
                return self._frozen(case)
            case _:
                return ConnectResult(location, ConnectOutcome.NOT_INSTALLED)

    def _taken(self, user: SignedUser, held: Connection) -> ConnectResult:
        """Whose the location is, is told to a proven manager only, and not even then in full."""
        owner = None
        with suppress(CrmError):
            if self._verdict(user, held.location_id) is _Verdict.PROVEN:
                owner = self.connections.tenant(held.tenant_id)
        hint = masked_email(owner.owner_email) if owner else ""
        return ConnectResult(held.location_id, ConnectOutcome.TAKEN, owner_hint=hint)

    def _activate(self, case: _Case, browser: str) -> ConnectResult:
        secret = self.ids.secret()
        pending = self.activations.begin(case.location, case.user.user_id, digest_of(secret), browser, self.clock.now())
        url = f"{self.base_url}/altegio/hooks/{case.location}/{secret}"
        if self.marketplace.activate(case.location, url) is Activation.ALREADY:
            return ConnectResult(case.location, ConnectOutcome.ALREADY)  # a second click; the first one goes on
        return self._finish(case, pending, turned=True)

    def _active_already(self, case: _Case, browser: str) -> ConnectResult:
        held = case.held
        if held is not None and held.is_live:
            return ConnectResult(case.location, ConnectOutcome.ALREADY)
        pending = self.activations.get(case.location, self.clock.now())
        if pending is not None and pending.user_id == case.user.user_id:
            return self._finish(case, pending, turned=browser in pending.browsers)
        if held is None:
            return ConnectResult(case.location, ConnectOutcome.ACTIVE_ELSEWHERE)
        status = status_of(held.missing_rights)
        self.connections.set_status(held.tenant_id, case.location, status, held.missing_rights)
        return ConnectResult(case.location, ConnectOutcome.RESUMED)

    def _frozen(self, case: _Case) -> ConnectResult:
        held = case.held
        if held is not None:
            self.connections.set_status(held.tenant_id, case.location, ConnectionStatus.FROZEN, held.missing_rights)
        elif self._verdict(case.user, case.location) is _Verdict.REFUTED:
            return ConnectResult(case.location, ConnectOutcome.NOT_MANAGER)
        else:
            place = self._place_of_frozen(case.location)
            tenant = case.tenant or self._new_tenant(case.user, place)
            pending = self.activations.get(case.location, self.clock.now())
            begun = pending is not None and pending.user_id == case.user.user_id
            secrets = renewed_secrets(None, pending.hook_digests if pending and begun else (), self.clock.now())
            frozen = Connection(place, tenant.id, ConnectionStatus.FROZEN, secrets, self.clock.now())
            self.connections.save(tenant.id, frozen)
        return ConnectResult(case.location, ConnectOutcome.FROZEN)

    def _finish(self, case: _Case, pending: PendingActivation, *, turned: bool) -> ConnectResult:
        """Check and store. `turned`: this browser's request made the installation active."""
        verdict = self._verdict(case.user, case.location)
        if verdict is _Verdict.REFUTED and case.held is None:
            return self._undo(case.location)
        place = self.marketplace.location(case.location)
        missing = [*self.marketplace.missing_rights(case.location)]
        if verdict is _Verdict.UNREADABLE and USERS_RIGHT not in missing:
            missing.append(USERS_RIGHT)
        tenant = case.tenant or self._new_tenant(case.user, place)
        connection = self._connection(case, pending, place, tenant.id, missing)
        if verdict is _Verdict.REFUTED:
            # It lived before and its cards go on; but somebody has to look at it, and nobody is signed in.
            self.connections.save(tenant.id, replace(connection, status=ConnectionStatus.ATTENTION))
        else:
            self.connections.save(tenant.id, connection)
        self.activations.end(case.location)
        if verdict is _Verdict.REFUTED:
            return ConnectResult(case.location, ConnectOutcome.NOT_MANAGER)
        # An account that has locations already opens only to a proven manager of this one: the signature can be
        # replayed with the location of somebody who keeps the list of users from us.
        may_sign_in = turned and (verdict is _Verdict.PROVEN or case.tenant is None)
        outcome = ConnectOutcome.CONNECTED if turned else ConnectOutcome.RESUMED
        return ConnectResult(case.location, outcome, may_sign_in=may_sign_in)

    def _undo(self, location: LocationId) -> ConnectResult:
        """A definite no to a location that never lived here: Altegio forgets it too, and nothing stays stored."""
        with suppress(CrmError):  # out of reach: our note stays, and the next try comes here again
            self.marketplace.uninstall(location)
            self.activations.end(location)
        return ConnectResult(location, ConnectOutcome.NOT_MANAGER)

    def _connection(
        self, case: _Case, pending: PendingActivation, place: Location, tenant: TenantId, missing: list[str]
    ) -> Connection:
        held = case.held
        return Connection(
            location=place,
            tenant_id=tenant,
            status=status_of(missing),
            hook_secrets=renewed_secrets(held, pending.hook_digests, self.clock.now()),
            connected_at=pending.began_at,
            missing_rights=tuple(missing),
            last_event_at=held.last_event_at if held else None,
            last_sweep_at=held.last_sweep_at if held else None,
        )

    def _new_tenant(self, user: SignedUser, place: Location) -> Tenant:
        tenant = TenantId(self.ids.new("tn"))
        return self.connections.create_tenant(Tenant(tenant, place.title, user.user_id, user.email, self.clock.now()))

    def _verdict(self, user: SignedUser, location: LocationId) -> _Verdict:
        try:
            staffer = self.marketplace.staffer(location, user.user_id)
        except CrmRefusedError:
            return _Verdict.UNREADABLE
        return _Verdict.PROVEN if staffer is not None and staffer.manager else _Verdict.REFUTED

    def _place_of_frozen(self, location: LocationId) -> Location:
        """Altegio may keep even the title of a frozen location from us; it is read again when it thaws."""
        try:
            return self.marketplace.location(location)
        except CrmRefusedError:
            return Location(location, f"Location {location}", None, "UTC", "", "")
