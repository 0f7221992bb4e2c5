"""What the doctor looks at. Each check is apart, so that one which breaks hides no other."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from comeback.domain.diagnosis import Finding, State, of_certificate, of_clock, of_events, of_intermediate, of_queue
from comeback.domain.ids import TenantId
from comeback.domain.signing import CheckedKey, SigningIdentity
from comeback.domain.words import Phrase
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmError
from comeback.ports.diagnosis import Addresses, QueueStates
from comeback.ports.google_wallet import GoogleAbsentError, GoogleError
from comeback.ports.marketplace import Marketplace
from comeback.ports.signing import SigningIdentities, SigningRefused
from comeback.ports.system import Clock

_PAGE = 100


@dataclass(frozen=True, slots=True)
class CheckSecrets:
    """`missing` answers for each secret whether it still waits to be filled in; a stage may do without those in `optional`."""

    missing: Mapping[str, Callable[[], bool]]
    optional: frozenset[str] = frozenset()

    def __call__(self) -> Iterator[Finding]:
        """One for each."""
        for name, is_missing in self.missing.items():
            if not is_missing():
                yield Finding("secret", State.OK, Phrase("doctor.secret.ok"), name)
            else:
                state = State.WARN if name in self.optional else State.FAIL
                yield Finding("secret", state, Phrase("doctor.secret.empty"), name)


@dataclass(frozen=True, slots=True)
class CheckOurCertificate:
    """`read` checks our own files as it does an owner's, and compares them with the configured names."""

    read: Callable[[], CheckedKey]
    clock: Clock

    def __call__(self) -> Iterator[Finding]:
        """The certificate and, apart, its intermediate."""
        try:
            checked = self.read()
        except SigningRefused as refusal:
            check = "wwdr" if refusal.field == "intermediate" else "apple_certificate"
            yield Finding(check, State.FAIL, refusal.why)
            return
        now = self.clock.now()
        yield of_certificate("apple_certificate", "", (checked.ends_at - now).days, checked.ends_at)
        yield of_intermediate((checked.issuer_ends_at - now).days, checked.issuer_ends_at)


@dataclass(frozen=True, slots=True)
class TenantIdentities:
    """All certificates that owners have brought."""

    connections: Connections
    identities: SigningIdentities

    def __call__(self) -> Iterator[tuple[TenantId, SigningIdentity]]:
        """Each with its tenant."""
        cursor: str | None = None
        while True:
            tenants, cursor = self.connections.tenants(_PAGE, cursor)
            for tenant in tenants:
                yield from ((tenant.id, one) for one in self.identities.of_tenant(tenant.id))
            if cursor is None:
                return


@dataclass(frozen=True, slots=True)
class CheckIdentities:
    """Days left of each."""

    all: TenantIdentities
    clock: Clock

    def __call__(self) -> Iterator[Finding]:
        """One for each."""
        for _, one in self.all():
            yield of_certificate("signing_identity", one.id, one.days_left(self.clock.now()), one.ends_at)


@dataclass(frozen=True, slots=True)
class CheckGoogle:
    """`ask` gets a token and reads what the issuer has."""

    ask: Callable[[], None]

    def __call__(self) -> Iterator[Finding]:
        """One."""
        try:
            self.ask()
        except GoogleAbsentError:
            yield Finding("google", State.WARN, Phrase("doctor.google.absent"))
        except GoogleError as problem:
            yield Finding("google", State.FAIL, Phrase("doctor.google.refused", {"answer": str(problem)}))
        else:
            yield Finding("google", State.OK, Phrase("doctor.google.ok"))


@dataclass(frozen=True, slots=True)
class CheckAltegio:
    """One cheap call for each token: the list of installations takes the partner's, a location the user's too."""

    marketplace: Marketplace
    connections: Connections

    def __call__(self) -> Iterator[Finding]:
        """One."""
        try:
            self.marketplace.installations()
            for _, location in self.connections.live_locations()[:1]:
                self.marketplace.location(location)
        except CrmError as problem:
            yield Finding("altegio", State.FAIL, Phrase("doctor.altegio.refused", {"answer": str(problem)}))
        else:
            yield Finding("altegio", State.OK, Phrase("doctor.altegio.ok"))


@dataclass(frozen=True, slots=True)
class CheckClock:
    """Our clock beside those of the neighbours in `urls`."""

    addresses: Addresses
    urls: Mapping[str, str]
    clock: Clock

    def __call__(self) -> Iterator[Finding]:
        """One for each that tells its time."""
        for name, url in self.urls.items():
            theirs = self.addresses.date_of(url)
            if theirs is not None:
                yield of_clock(name, round((self.clock.now() - theirs).total_seconds()))


@dataclass(frozen=True, slots=True)
class CheckWebhooks:
    """Whether our address answers, and whether events come from where visits happen."""

    addresses: Addresses
    base_url: str
    connections: Connections

    def __call__(self) -> Iterator[Finding]:
        """Our address first."""
        try:
            status = str(self.addresses.status_of(f"{self.base_url}/health"))
        except OSError as problem:
            status = type(problem).__name__
        if status == "200":
            yield Finding("base_url", State.OK, Phrase("doctor.base_url.ok"))
        else:
            yield Finding("base_url", State.FAIL, Phrase("doctor.base_url.unreachable", {"answer": status}))
        live = self.connections.live_locations()
        found = (self.connections.get(tenant, location) for tenant, location in live)
        yield from of_events([connection for connection in found if connection])


@dataclass(frozen=True, slots=True)
class CheckQueues:
    """What waits, and what was set aside."""

    states: QueueStates

    def __call__(self) -> Iterator[Finding]:
        """One for each queue."""
        yield from map(of_queue, self.states())
