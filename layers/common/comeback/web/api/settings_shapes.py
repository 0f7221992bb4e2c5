"""Settings of a program at a location as JSON (loyalty-domain.md §5.1, interfaces.md §5)."""

from dataclasses import asdict
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.ids import LocationId, ProgramId
from comeback.domain.program import Program
from comeback.domain.settings import (
    AccrualRule,
    AmountOver,
    Basis,
    CardSettings,
    Completed,
    CountBy,
    EveryN,
    Item,
    Items,
    PaymentGate,
    SettingsVersion,
)
from comeback.domain.settings_words import plain_words
from comeback.domain.words import Words
from comeback.web.api.shapes import AltegioId, Count, Flag, Instant, MinorUnits, Request


class CompletedShape(Request):
    """Stamps for a visit with at least one line that counts."""

    kind: Literal["completed"]
    stamps: Count = 1


class AmountOverShape(Request):
    """Stamps for a visit over an amount; `inclusive`: also for exactly that amount."""

    kind: Literal["amount_over"]
    amount: MinorUnits
    inclusive: Flag = False
    stamps: Count = 1


class EveryNShape(Request):
    """Stamps for every so much."""

    kind: Literal["every_n"]
    amount: MinorUnits
    remainder: Literal["drop", "carry"] = "drop"
    stamps: Count = 1


class ItemShape(Request):
    """A service or product by Altegio's id."""

    type: Literal["service", "product"]
    id: AltegioId


class ItemsShape(Request):
    """Stamps for certain services and products."""

    kind: Literal["items"]
    items: Annotated[list[ItemShape], Field(min_length=1, max_length=500)]
    per: Literal["receipt", "quantity"] = "receipt"
    stamps: Count = 1


RuleShape = Annotated[
    CompletedShape | AmountOverShape | EveryNShape | ItemsShape,
    Field(discriminator="kind"),
]


WallTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
EndTime = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Cap = Annotated[int, Field(ge=0, le=10_000, strict=True)]


_CHOSEN = ("gift_card_types", "services")


class SettingsKeys(Request):
    """The keys of a row."""

    crm_profile_wins: Flag = True
    write_to_crm: Flag = False
    deliver_via_crm: Flag = False
    sms_via_crm: Flag = False
    email_via_crm: Flag = False
    create_crm_client: Flag = False
    enrol_new_crm_clients: Flag = True
    crm_card_type: AltegioId | None = None
    gift_card_types: Literal["all"] | Annotated[list[AltegioId], Field(min_length=1, max_length=500)] = "all"
    count_by: CountBy = CountBy.CLIENT_DAY
    payment_gate: PaymentGate = PaymentGate.FULL
    count_products: Flag = False
    accrual_rule: RuleShape = CompletedShape(kind="completed")
    basis: Basis | None = None
    max_per_unit: Count | None = None
    max_per_day: Count | None = None
    membership_visits_earn: Flag = False
    scan_excludes_crm: Flag = True
    services: Literal["all"] | Annotated[list[AltegioId], Field(min_length=1, max_length=500)] = "all"
    deliver_from: WallTime = "09:00"
    deliver_until: EndTime = "20:00"
    deliveries_per_hour: Cap = 20
    deliveries_per_day: Cap = 100

    def settings(self) -> CardSettings:
        """The same for the domain."""
        fields = {name: getattr(self, name) for name in SettingsKeys.model_fields}
        fields["accrual_rule"] = _rule(self.accrual_rule)
        for name in _CHOSEN:
            chosen = fields[name]
            fields[name] = chosen if chosen == "all" else tuple(chosen)
        return CardSettings(**fields)


class SettingsBody(SettingsKeys):
    """The whole row; a missing key takes its default (ruling 12).

    What was read can be written back: the keys that only an answer has are accepted, and must fit the address.
    """

    program: str | None = None
    location_id: int | None = None
    version: int | None = None
    effective_at: str | None = None
    summary: list[str] = Field(default_factory=list)

    def settings_for(self, program: ProgramId, location: LocationId) -> CardSettings:
        """The row for the domain. Raises FieldRefused when the body is about another program or location."""
        errors = []
        if self.program not in (None, program):
            errors.append(FieldError("program", "This is not the program of the address."))
        if self.location_id not in (None, location):
            errors.append(FieldError("location_id", "This is not the location of the address."))
        if errors:
            raise FieldRefused(*errors)
        return self.settings()


class SettingsAnswer(SettingsKeys):
    """A row as it holds. `version` and `effective_at` are null for a recommendation; `summary` says it in the language asked
    for.
    """

    program: str
    location_id: int
    version: int | None
    effective_at: Instant | None
    summary: list[str]

    @classmethod
    def of(cls, program: Program, location: LocationId, row: SettingsVersion, words: Words) -> Self:
        """A stored row."""
        return cls._of(program, location, row.settings, words, version=row.version, effective_at=row.effective_at)

    @classmethod
    def proposed(cls, program: Program, location: LocationId, settings: CardSettings, words: Words) -> Self:
        """A row that nobody has written."""
        return cls._of(program, location, settings, words, version=None, effective_at=None)

    @classmethod
    def _of(cls, program: Program, location: LocationId, settings: CardSettings, words: Words, **version: Any) -> Self:
        fields = asdict(settings)
        fields |= {name: list(fields[name]) for name in _CHOSEN if fields[name] != "all"}
        fields["accrual_rule"] = rule_fields(settings.accrual_rule)
        summary = [words.tell(sentence) for sentence in plain_words(program.type, settings, program.currency)]
        return cls.model_validate({**fields, "program": program.id, "location_id": location, **version, "summary": summary})


def rule_fields(rule: AccrualRule) -> dict[str, Any]:
    """A rule as JSON."""
    fields = asdict(rule)
    if isinstance(rule, Items):
        fields["items"] = [asdict(item) for item in rule.items]
    return fields


def _rule(shape: CompletedShape | AmountOverShape | EveryNShape | ItemsShape) -> AccrualRule:
    match shape:
        case CompletedShape():
            return Completed(stamps=shape.stamps)
        case AmountOverShape():
            return AmountOver(shape.amount, inclusive=shape.inclusive, stamps=shape.stamps)
        case EveryNShape():
            return EveryN(shape.amount, shape.remainder, shape.stamps)
        case _:
            return Items(tuple(Item(one.type, one.id) for one in shape.items), shape.per, shape.stamps)
