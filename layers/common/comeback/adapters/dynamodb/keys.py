"""Every key string of the tables, in one place (docs/architecture.md, "Items").

Ids are opaque and of fixed length (`domain.ids.is_id`), so no free-form text ever becomes part of a tenant's key.
"""

from datetime import UTC, date, datetime
from hashlib import sha256

from comeback.domain.crm_writing import WriteKind
from comeback.domain.ids import (
    AttentionId,
    CardId,
    ClientId,
    CustomerId,
    EntryId,
    LocationId,
    LoyaltyCardId,
    ProgramId,
    RecordId,
    SigningIdentityId,
    TenantId,
    TrailId,
    VisitId,
)

Key = tuple[str, str]


def connection(location: LocationId) -> Key:
    """The connection of a location."""
    return f"L#{location}", "CONN"


def client(location: LocationId, client_id: ClientId) -> Key:
    """Altegio client → customer."""
    return f"L#{location}", f"CL#{client_id}"


def record(location: LocationId, record_id: RecordId) -> Key:
    """Altegio booking → places where it has counted; add-only."""
    return f"L#{location}", f"REC#{record_id}"


def missing_record(location: LocationId, record_id: RecordId) -> Key:
    """Altegio booking → when Altegio last said that there is none."""
    return f"L#{location}", f"GONE#{record_id}"


def visit(location: LocationId, visit_id: VisitId) -> Key:
    """Altegio visit → places where its bookings have counted; add-only."""
    return f"L#{location}", f"VIS#{visit_id}"


def tenant(tenant_id: TenantId) -> Key:
    """The tenant itself."""
    return f"T#{tenant_id}", "TENANT"


def altegio_user(user_id: int) -> Key:
    """Altegio user → tenant (ruling 9)."""
    return f"USER#{user_id}", "REF"


def program(tenant_id: TenantId, program_id: ProgramId) -> Key:
    """A program with its settings rows."""
    return f"T#{tenant_id}", f"PROGRAM#{program_id}"


def look(tenant_id: TenantId, program_id: ProgramId) -> Key:
    """How a program's cards looked when wallets were told last."""
    return f"T#{tenant_id}", f"LOOK#{program_id}"


def design(tenant_id: TenantId, program_id: ProgramId, version: str) -> Key:
    """A version of a program's design."""
    return f"T#{tenant_id}", f"DESIGN#{program_id}#{version}"


def program_ref(program_id: ProgramId) -> Key:
    """Program → tenant, for join pages."""
    return f"PROGRAM#{program_id}", "REF"


def signing_identity(tenant_id: TenantId, identity: SigningIdentityId) -> Key:
    """A tenant's own pass type, without its key."""
    return f"T#{tenant_id}", f"SIGN#{identity}"


def pass_type(pass_type_id: str) -> Key:
    """Pass type → the tenant that has it; hashed, because it comes from an uploaded certificate."""
    return f"PASSTYPE#{sha256(pass_type_id.encode()).hexdigest()}", "REF"


def api_key(tenant_id: TenantId, key_id: str) -> Key:
    """An API key as its tenant sees it."""
    return f"T#{tenant_id}", f"KEY#{key_id}"


def api_key_ref(digest: str) -> Key:
    """SHA-256 of an API key → tenant."""
    return f"KEY#{digest}", "REF"


def idempotency(tenant_id: TenantId, route: str, key: str) -> Key:
    """First answer to an `Idempotency-Key` on a route; a caller's own text becomes no part of it. A partition of its own:
    receipts are kept for ever.
    """
    return f"T#{tenant_id}#IDEM#{route}#{sha256(key.encode()).hexdigest()}", "REF"


def phone(tenant_id: TenantId, digest: str) -> Key:
    """Keyed hash of a phone → customer."""
    return f"T#{tenant_id}#PHONE#{digest}", "REF"


def profile(tenant_id: TenantId, customer_id: CustomerId) -> Key:
    """Personal data of a customer."""
    return f"T#{tenant_id}#CU#{customer_id}", "PROFILE"


def erasure(tenant_id: TenantId, customer_id: CustomerId) -> Key:
    """That a customer is to be forgotten, or was."""
    return f"T#{tenant_id}#CU#{customer_id}", "ERASED"


def head(tenant_id: TenantId, customer_id: CustomerId, program_id: ProgramId) -> Key:
    """Head of a card; the key makes a second card in a program impossible."""
    return f"T#{tenant_id}#CU#{customer_id}", f"CARD#{program_id}"


def mirror(tenant_id: TenantId, customer_id: CustomerId, program_id: ProgramId) -> Key:
    """What Altegio said last of a balance that it owns."""
    return f"T#{tenant_id}#CU#{customer_id}", f"MIRROR#{program_id}"


def loyalty_card(tenant_id: TenantId, card_id: LoyaltyCardId) -> Key:
    """A loyalty card of Altegio → customer."""
    return f"T#{tenant_id}#LOYALTY#{card_id}", "REF"


def intent(tenant_id: TenantId, customer_id: CustomerId, kind: WriteKind, subject: str) -> Key:
    """A write to Altegio that is meant, under way or settled."""
    return f"T#{tenant_id}#CU#{customer_id}", f"WRITE#{kind}#{subject}"


def joins(program_id: ProgramId, who: str, since: datetime) -> Key:
    """How many have joined a program, in all or by one digest of an address, in the span that began then."""
    return f"JOINS#{program_id}#{who}", f"SINCE#{since.isoformat()}"


def links_sent(location: LocationId, on: date) -> Key:
    """How many links were sent at a location on a day of its own calendar."""
    return f"L#{location}", f"SENT#{on.isoformat()}"


def day(tenant_id: TenantId, customer_id: CustomerId, on: date) -> Key:
    """A customer's day."""
    return f"T#{tenant_id}#CU#{customer_id}", f"DAY#{on.isoformat()}"


def card_ref(card_id: CardId) -> Key:
    """Card → tenant, customer, program."""
    return f"CARD#{card_id}", "REF"


def card_device(card_id: CardId, device: str) -> Key:
    """A device that has the card."""
    return f"CARD#{card_id}", f"REG#{device}"


def google_pass(card_id: CardId) -> Key:
    """What Google was told of the card."""
    return f"CARD#{card_id}", "GOOGLE"


def said(card_id: CardId) -> Key:
    """What the card has said aloud."""
    return f"CARD#{card_id}", "SAID"


def google_nonce(digest: str) -> Key:
    """A callback of Google's that has come, by the SHA-256 of its nonce."""
    return f"NONCE#{digest}", "GOOGLE"


def device(device_id: str) -> Key:
    """A device and its push token."""
    return f"DEV#{device_id}", "DEV"


def registration(device_id: str, pass_type: str, card_id: CardId) -> Key:
    """A pass on a device."""
    return f"DEV#{device_id}", f"REG#{pass_type}#{card_id}"


def limiter(of: str = "altegio") -> Key:
    """The call budget of Altegio's API, or of Google's, shared by all functions."""
    return f"LIMITER#{of}", "BUDGET"


def entry(tenant_id: TenantId, card_id: CardId, seq: int) -> Key:
    """An entry in the ledger table."""
    return f"T#{tenant_id}#CARD#{card_id}", f"E#{seq:012d}"


def question(tenant_id: TenantId, entry_id: EntryId) -> Key:
    """A question to the owner about a reversal; there while it is open."""
    return f"T#{tenant_id}", f"ASK#{entry_id}"


def attention(tenant_id: TenantId, item_id: AttentionId) -> Key:
    """What a person must look at; there while it is open."""
    return f"T#{tenant_id}", f"ATT#{item_id}"


def trail(tenant_id: TenantId, at: datetime, record_id: TrailId) -> Key:
    """What a person, key or job changed; sorts by time."""
    partition, prefix = trail_of(tenant_id)
    return partition, f"{prefix}{fixed_width(at)}#{record_id}"


def trail_of(tenant_id: TenantId) -> Key:
    """Partition of a tenant's trail, and what all its sort keys begin with."""
    return f"T#{tenant_id}", "AUDIT#"


def session(digest: str) -> str:
    """A console session in the sessions table, which has no sort key."""
    return f"S#{digest}"


def sign_in_link(digest: str) -> str:
    """A one-time sign-in link in the sessions table."""
    return f"LINK#{digest}"


def activation(location: LocationId) -> Key:
    """An activation of our application in a location that is under way."""
    return f"L#{location}", "ACTIVATION"


def connect_job(tenant_id: TenantId, job: str) -> Key:
    """Progress of connecting several locations."""
    return f"T#{tenant_id}", f"CONNECT#{job}"


def sync_job(tenant_id: TenantId, job: str) -> Key:
    """A synchronisation of clients and its report."""
    return f"T#{tenant_id}", f"JOB#{job}"


def recalculation(tenant_id: TenantId, program_id: ProgramId, job: str) -> Key:
    """A recalculation of a program and its sums."""
    return f"T#{tenant_id}", f"RECALC#{program_id}#{job}"


def recalculated(tenant_id: TenantId, job: str, card_id: CardId) -> Key:
    """What a recalculation changes on a card."""
    return f"T#{tenant_id}#RECALC#{job}", card_id


def sync_of(tenant_id: TenantId, location: LocationId) -> Key:
    """The newest synchronisation of a location."""
    return f"T#{tenant_id}", f"SYNC#{location}"


def sync_card(tenant_id: TenantId, job: str, card_id: str) -> Key:
    """What a card has for its past, in the report of a synchronisation."""
    return f"T#{tenant_id}#JOB#{job}", f"CARD#{card_id}"


def sync_phone(tenant_id: TenantId, job: str, digest: str) -> Key:
    """Keyed hash of a phone that a dry run has met → the page that met it first."""
    return f"T#{tenant_id}#JOB#{job}", f"PHONE#{digest}"


def booked_day(tenant_id: TenantId, on: date) -> str:
    """Partition of the ledger's index by tenant and day of booking (UTC)."""
    return f"T#{tenant_id}#{on.isoformat()}"


def booked_at(moment: datetime, entry_id: str) -> str:
    """Sort key of the ledger's index."""
    return f"{fixed_width(moment)}#{entry_id}"


def program_cards(tenant_id: TenantId, program_id: ProgramId) -> str:
    """Partition of the listing index: the cards of a program."""
    return f"T#{tenant_id}#PROGRAM#{program_id}"


def audit_run(tenant_id: TenantId, location: LocationId) -> Key:
    """The last audit of a location."""
    return f"T#{tenant_id}#DRIFT", f"RUN#{location}"


def difference(tenant_id: TenantId, location: LocationId, difference_id: str, *, is_open: bool) -> Key:
    """What the last audit of a location has found; what somebody has to look at sorts first."""
    partition, prefix = differences(tenant_id, is_open=is_open, location=location)
    return partition, f"{prefix}{difference_id}"


def differences(tenant_id: TenantId, *, is_open: bool | None = None, location: LocationId | None = None) -> Key:
    """Partition of a tenant's differences, and what the sort keys of all, or of a location's, begin with."""
    partition, _ = audit_run(tenant_id, LocationId(0))
    return partition, "DIFF#" if location is None else f"DIFF#{1 if is_open else 2}#{location}#"


def open_attention(tenant_id: TenantId) -> str:
    """Partition of the listing index: what a tenant's persons must look at."""
    return f"T#{tenant_id}#ATTENTION"


def waiting_since(moment: datetime, item_id: AttentionId) -> str:
    """Sort key of the listing index within it: the longest waiting first."""
    return f"{fixed_width(moment)}#{item_id}"


def fixed_width(moment: datetime) -> str:
    """A moment as a text that compares as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


LIVE_LOCATIONS = "LIVE"
"""Partition of the listing index: locations that are not uninstalled."""

TENANTS = "TENANTS"
"""Partition of the listing index: all tenants."""


DUE = "DUE"
"""Partition of the due index: days with a held reversal. One is enough: a thousand a second could be written to it."""


ENDING = "ENDING"
"""Partition of the due index: cards on which something may have ended."""


WAITING_WRITES = "WRITES"
"""Partition of the due index: writes to Altegio that wait for permitted hours or for room under a cap."""


def due_at(moment: datetime, tenant_id: str) -> str:
    """Sort key of the due index."""
    return f"{fixed_width(moment)}#{tenant_id}"
