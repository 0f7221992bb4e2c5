"""Everything that is held about one person as one document."""

import datetime as dt
from typing import Self

from comeback.domain.attention import AttentionKind
from comeback.domain.crm_writing import IntentState
from comeback.domain.day import Day, UnitState
from comeback.domain.visit import VisitFacts
from comeback.usecases.read_customer import Export
from comeback.web.api.card_shapes import CardAnswer
from comeback.web.api.customer_shapes import ProfileAnswer
from comeback.web.api.entry_shapes import EntryAnswer, UnitAnswer
from comeback.web.api.shapes import Answer, Instant


class ExportedCard(CardAnswer):
    """A card with all its entries, oldest first."""

    entries: list[EntryAnswer]


class ExportedBooking(Answer):
    """A booking as Altegio told it; `attendance` is Altegio's number."""

    record_id: int
    client_id: int | None
    starts_at: Instant
    attendance: int
    deleted: bool


class ExportedLine(Answer):
    """A service or product, in minor units."""

    type: str
    id: int
    title: str
    quantity: int
    sold: int
    payable: int


class ExportedPayment(Answer):
    """What was settled and how, in minor units."""

    source: str
    amount: int


class ExportedVisit(Answer):
    """A visit as it was last read."""

    location_id: int
    visit_id: int
    read_at: Instant
    bookings: list[ExportedBooking]
    lines: list[ExportedLine]
    payments: list[ExportedPayment]

    @classmethod
    def of(cls, facts: VisitFacts) -> Self:
        """The stored facts."""
        return cls(
            location_id=facts.location_id, visit_id=facts.visit_id, read_at=facts.fetched_at,
            bookings=[
                ExportedBooking(
                    record_id=one.record_id, client_id=one.client_id, starts_at=one.starts_at, attendance=one.attendance,
                    deleted=one.deleted,
                )
                for one in facts.bookings
            ],
            lines=[
                ExportedLine(
                    type=one.type, id=one.item_id, title=one.title, quantity=one.quantity, sold=one.sold, payable=one.payable
                )
                for one in facts.lines
            ],
            payments=[ExportedPayment(source=one.source, amount=one.amount) for one in facts.settlements],
        )  # fmt: skip


class ExportedUnit(Answer):
    """What a day has earned on a card."""

    program_id: str
    earning_unit: UnitAnswer | None
    granted: int

    @classmethod
    def of(cls, state: UnitState) -> Self:
        """As it stands."""
        return cls(program_id=state.program_id, earning_unit=UnitAnswer.of(state.unit), granted=state.granted)


class ExportedDay(Answer):
    """A date with visits or stamps given by hand."""

    date: dt.date
    visits: list[ExportedVisit]
    units: list[ExportedUnit]

    @classmethod
    def of(cls, on: dt.date, day: Day) -> Self:
        """The stored day."""
        visits = [ExportedVisit.of(facts) for facts in day.visits]
        return cls(date=on, visits=visits, units=[ExportedUnit.of(state) for state in day.units.values()])


class ExportedMatter(Answer):
    """Something open that concerns the person."""

    kind: AttentionKind
    noticed_at: Instant


class ExportedDelivery(Answer):
    """What became of the link that Altegio was to send for a program."""

    program_id: str
    state: IntentState


class ExportAnswer(Answer):
    """Nothing is left out. Devices and wallets are counted at each card; their own ids are no data about the person."""

    exported_at: Instant
    customer: ProfileAnswer
    cards: list[ExportedCard]
    days: list[ExportedDay]
    attention: list[ExportedMatter]
    deliveries: list[ExportedDelivery]

    @classmethod
    def of(cls, export: Export, base_url: str) -> Self:
        """The whole document."""
        matters = [ExportedMatter(kind=item.kind, noticed_at=item.noticed_at) for item in export.attention]
        asked = AttentionKind.REDEEMED_THEN_REFUNDED
        matters += [ExportedMatter(kind=asked, noticed_at=question.asked_at) for question in export.questions]
        return cls(
            exported_at=export.at,
            customer=ProfileAnswer.model_validate(ProfileAnswer.fields_from(export.customer.profile)),
            cards=[
                ExportedCard.model_validate({
                    **CardAnswer.of(view, base_url).__dict__,
                    "entries": [EntryAnswer.of(entry) for entry in export.entries[view.card.id]],
                })
                for view in export.customer.cards
            ],
            days=[ExportedDay.of(place.date, day) for place, day in export.days],
            attention=matters,
            deliveries=[
                ExportedDelivery(program_id=program, state=link.state) for program, link in export.deliveries.items()
            ],
        )  # fmt: skip
