"""Short words for test data: one person, one program, one location, unless a test says otherwise."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Literal

from comeback.domain.card import Card, CardStatus
from comeback.domain.connection import Connection, ConnectionStatus, Location
from comeback.domain.ids import CardId, ClientId, CustomerId, LocationId, ProgramId, RecordId, TenantId, VisitId
from comeback.domain.program import Program, ProgramStatus, ProgramType
from comeback.domain.settings import CardSettings, SettingsVersion
from comeback.domain.visit import Attendance, Booking, Line, Settlement, Source, VisitFacts

TENANT = TenantId("tn_" + "0" * 25 + "1")
OTHER_TENANT = TenantId("tn_" + "0" * 25 + "2")
CUSTOMER = CustomerId("cu_" + "0" * 25 + "1")
PROGRAM = ProgramId("pr_" + "0" * 25 + "1")
CARD = CardId("cd_" + "0" * 25 + "1")
LA_VISAGE = LocationId(4564)
JANE = ClientId(18936825)
DAY = date(2026, 9, 21)
NOON = datetime(2026, 9, 21, 16, tzinfo=UTC)
"""12:00 in New York on the day."""
FETCHED = datetime(2026, 9, 21, 20, tzinfo=UTC)


def location(number: int = LA_VISAGE, *, timezone: str = "America/New_York", currency: str = "USD") -> Location:
    """La Visage, New York."""
    return Location(LocationId(number), "La Visage", 145071, timezone, currency, "US")


def connection(
    number: int = LA_VISAGE,
    tenant: TenantId = TENANT,
    status: ConnectionStatus = ConnectionStatus.ACTIVE,
    programs: tuple[ProgramId, ...] = (PROGRAM,),
) -> Connection:
    """An active connection with one program."""
    return Connection(location(number), tenant, status, (), datetime(2026, 9, 1, tzinfo=UTC), program_ids=programs)


def program(
    settings: CardSettings | None = None,
    *,
    id: ProgramId = PROGRAM,  # noqa: A002 - the field's own name
    tenant: TenantId = TENANT,
    size: int = 10,
    locations: tuple[int, ...] = (LA_VISAGE,),
    rows: Mapping[LocationId, tuple[SettingsVersion, ...]] | None = None,
    status: ProgramStatus = ProgramStatus.ACTIVE,
    start_of_accrual: date | None = date(2026, 9, 1),
    lookback_days: int = 0,
) -> Program:
    """An active stamp program, the same settings at each location."""
    first = SettingsVersion(1, datetime(2026, 9, 1, tzinfo=UTC), settings or CardSettings())
    return Program(
        id=id,
        tenant_id=tenant,
        type=ProgramType.STAMP,
        title="10 visits",
        status=status,
        currency="USD",
        locale="en",
        locations=tuple(LocationId(number) for number in locations),
        created_at=datetime(2026, 9, 1, tzinfo=UTC),
        size=size,
        reward_title="A free haircut",
        start_of_accrual=start_of_accrual,
        activated_at=datetime(2026, 9, 1, tzinfo=UTC),
        lookback_days=lookback_days,
        rows=rows or {LocationId(number): (first,) for number in locations},
    )


def card(
    *, balance: int = 0, seq: int = 0, size: int = 10, status: CardStatus = CardStatus.ACTIVE, issued: datetime | None = None
) -> Card:
    """A card issued on the first of the month."""
    return Card(
        id=CARD,
        tenant_id=TENANT,
        program_id=PROGRAM,
        customer_id=CUSTOMER,
        type=ProgramType.STAMP,
        status=status,
        size=size,
        issued_at=issued or datetime(2026, 9, 1, tzinfo=UTC),
        key_id="k1",
        mark=1,
        seq=seq,
        balance=balance,
        lifetime_earned=balance,
    )


def booking(
    number: int = 1,
    *,
    visit: int = 1,
    at: datetime = NOON,
    attendance: int = Attendance.ARRIVED,
    deleted: bool = False,
    client: int | None = JANE,
    seen_as: str = "a",
) -> Booking:
    """A booking that the client has arrived for."""
    who = ClientId(client) if client is not None else None
    return Booking(RecordId(number), VisitId(visit), who, at, attendance, deleted, seen_as)


def line(
    payable: int = 4000,
    *,
    type: Literal["service", "product"] = "service",  # noqa: A002 - the field's own name
    item: int = 100,
    record: int = 1,
    sold: int | None = None,
    quantity: int = 1,
    transaction: int = 0,
    prepaid: bool = False,
) -> Line:
    """A service of 40.00."""
    nominal = payable if sold is None else sold
    return Line(type, item, RecordId(record), f"{type} {item}", quantity, nominal, payable, transaction, prepaid)


def paid(
    amount: int = 4000,
    *,
    source: Source = Source.MONEY,
    record: int | None = None,
    item: int | None = None,
    type: Literal["service", "product"] | None = None,  # noqa: A002 - the field's own name
    transaction: int = 0,
    id: int = 1,  # noqa: A002 - the field's own name
) -> Settlement:
    """40.00 in money for the whole visit."""
    which = RecordId(record) if record is not None else None
    return Settlement(id, source, amount, which, type, item, transaction)


def visit(
    *settlements: Settlement,
    number: int = 1,
    bookings: tuple[Booking, ...] | None = None,
    lines: tuple[Line, ...] | None = None,
    at: datetime = NOON,
    place: int = LA_VISAGE,
    fetched: datetime = FETCHED,
) -> VisitFacts:
    """One arrived booking with one service of 40.00, and these settlements."""
    return VisitFacts(
        location_id=LocationId(place),
        visit_id=VisitId(number),
        timezone="America/New_York",
        bookings=bookings or (booking(number, visit=number, at=at),),
        lines=lines if lines is not None else (line(record=number),),
        settlements=settlements,
        fetched_at=fetched,
    )
