"""What a location sends us: looked at, planned, and changed when the owner says so (loyalty-domain.md §2.1).

Altegio has one way to change the address of an active installation: to write the settings of the whole location. So a new secret
goes the way of the settings: read, plan, store the secret, read again, write, read back. Both secrets open the door until it is
certain which of them Altegio uses, and the old one for a day longer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from comeback.domain.attention import AttentionItem, AttentionKind, attention_id
from comeback.domain.connecting import renewed_secrets
from comeback.domain.connection import Connection, HookSecret
from comeback.domain.errors import NotFound, RightNeeded, StateConflicted
from comeback.domain.ids import LocationId, TenantId
from comeback.domain.webhook_settings import Address, Plan, WebhookSettings, plan_for
from comeback.ports.attention import Attention
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmError, CrmRefusedError, CrmUnavailableError
from comeback.ports.crm_writes import CrmUncertainError
from comeback.ports.system import Clock, Ids
from comeback.ports.webhook_settings import WebhookDesk
from comeback.usecases.sign_in import digest_of

READ_RIGHT, WRITE_RIGHT = "webhook_read_access", "settings_access"


@dataclass(frozen=True, slots=True)
class View:
    """A connection, its settings at Altegio, and what we would make of them."""

    connection: Connection
    settings: WebhookSettings
    address: Address
    plan: Plan


@dataclass(frozen=True, slots=True)
class Wish:
    """`rotate`: a new address in any case. `accept_others`: the owner knows that others listen too. `version`: of the settings
    that the owner has seen; empty for whatever is there.
    """

    rotate: bool = False
    accept_others: bool = False
    version: str = ""


@dataclass(frozen=True, slots=True)
class ReadWebhookSettings:
    """One call. What Altegio uses now also settles what an earlier write with an unknown end has left open. `desk` is made when
    it is asked for: most requests of the doors do not need it, and its libraries are large.
    """

    connections: Connections
    desk: Callable[[], WebhookDesk]
    attention: Attention
    clock: Clock
    base_url: str

    def __call__(self, tenant: TenantId, location: LocationId) -> View:
        """Raises NotFound; StateConflicted, RightNeeded; CrmError."""
        connection = self.connections.get(tenant, location)
        if connection is None:
            raise NotFound("There is no such connection.")
        if not connection.is_live:
            raise StateConflicted(f"The location is {connection.status.value}: Altegio lets us see nothing there.")
        settings = self.settings(location)
        connection = self.settled(connection, settings)
        address = self.address(connection)
        return View(connection, settings, address, plan_for(settings, address))

    def settings(self, location: LocationId) -> WebhookSettings:
        """As they are now."""
        try:
            return self.desk().read(location)
        except CrmRefusedError as refusal:
            raise RightNeeded(READ_RIGHT) from refusal

    def address(self, connection: Connection) -> Address:
        """Ours at the location."""
        now = self.clock.now()
        valid = [one.digest for one in connection.hook_secrets if one.valid_until is None or one.valid_until > now]
        return Address(f"{self.base_url}/altegio/hooks/{connection.location_id}/", frozenset(valid))

    def settled(self, connection: Connection, settings: WebhookSettings) -> Connection:
        """Of several secrets without an end the one stays that Altegio uses; the others open the door for a day longer."""
        lasting = [one.digest for one in connection.hook_secrets if one.valid_until is None]
        address = self.address(connection)
        used = {digest for one in settings.receivers if (digest := address.digest_in(one))}.intersection(lasting)
        if len(used) != 1 or lasting == list(used):
            return connection
        (digest,) = used
        others = replace(connection, hook_secrets=tuple(one for one in connection.hook_secrets if one.digest != digest))
        secrets = renewed_secrets(others, [digest], self.clock.now())
        self.connections.set_hook_secrets(connection.tenant_id, connection.location_id, secrets)
        self.attention.settle(connection.tenant_id, attention_id(AttentionKind.UNCERTAIN_WRITE, _subject(connection)))
        return replace(connection, hook_secrets=secrets)


@dataclass(frozen=True, slots=True)
class WriteWebhookSettings:
    """Only what the owner has asked for; repeated, it changes nothing more, but for a new address."""

    read: ReadWebhookSettings
    ids: Ids

    def __call__(self, tenant: TenantId, location: LocationId, wish: Wish) -> View:
        """The settings as they were read back. Raises NotFound; StateConflicted, RightNeeded; CrmError, of which
        CrmUncertainError says that both addresses work until the settings are read again.
        """
        view = self.read(tenant, location)
        fresh = self.ids.secret() if wish.rotate or view.plan.adds_address else ""
        plan = plan_for(view.settings, view.address, f"{view.address.prefix}{fresh}") if fresh else view.plan
        _check(view, plan, wish)
        if not plan.is_needed:
            return view
        if fresh:
            secrets = (HookSecret(digest_of(fresh)), *view.connection.hook_secrets)
            self.read.connections.set_hook_secrets(tenant, location, secrets)
        try:
            self._write(view, plan)
        except CrmUncertainError:
            self._note_uncertain(view.connection)
            raise
        except (CrmError, StateConflicted):
            # Surely nothing was done: the new secret leads nowhere.
            if fresh:
                self.read.connections.set_hook_secrets(tenant, location, view.connection.hook_secrets)
            raise
        return self._read_back(tenant, location, plan)

    def _write(self, view: View, plan: Plan) -> None:
        """There is no conditional write: the settings are read once more, right before."""
        location = view.connection.location_id
        if self.read.settings(location).version != view.settings.version:
            raise StateConflicted("Somebody has changed the webhook settings at this moment. Look at them again.")
        try:
            self.read.desk().write(location, plan)
        except CrmUncertainError:
            if not self._came_through(location, plan):
                raise
        except CrmRefusedError as refusal:
            raise RightNeeded(WRITE_RIGHT) from refusal

    def _came_through(self, location: LocationId, plan: Plan) -> bool:
        """An answer that got lost is no failure if the settings are as planned."""
        try:
            return plan.is_done(self.read.settings(location))
        except (CrmError, StateConflicted):
            return False

    def _read_back(self, tenant: TenantId, location: LocationId, plan: Plan) -> View:
        """Altegio took the write; what it made of it decides."""
        try:
            after = self.read(tenant, location)
        except CrmUnavailableError as problem:
            raise CrmUncertainError("the settings could not be read back", problem.retry_after) from problem
        if not plan.is_done(after.settings):
            raise StateConflicted("Altegio has taken the settings, but shows others now. Look at them again.")
        return after

    def _note_uncertain(self, connection: Connection) -> None:
        now = self.read.clock.now()
        item = AttentionItem(AttentionKind.UNCERTAIN_WRITE, _subject(connection), now, connection.location_id)
        self.read.attention.notice(connection.tenant_id, item)


def _check(view: View, plan: Plan, wish: Wish) -> None:
    if wish.version and wish.version != view.settings.version:
        raise StateConflicted("The webhook settings are not as you have seen them. Look at them again.")
    if plan.others and plan.is_needed and not wish.accept_others:
        hosts = ", ".join(sorted({one.host for one in plan.others}))
        raise StateConflicted(f"Others listen too, and one set of events holds for all: {hosts}. Accept this to go on.")
    if not plan.is_possible:
        raise StateConflicted("Altegio takes ten addresses, and ten others are registered. Remove one of them in Altegio.")


def _subject(connection: Connection) -> str:
    return f"{connection.location_id}/webhooks"
