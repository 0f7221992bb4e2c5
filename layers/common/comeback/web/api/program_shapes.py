"""Programs as JSON (interfaces.md §5)."""

from typing import Annotated, Any, Literal, Self

from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import AfterValidator, ConfigDict, Field

from comeback.domain.currencies import CURRENCIES
from comeback.domain.design import LARGEST_SIZE
from comeback.domain.design_rules import new_design
from comeback.domain.ids import LocationId
from comeback.domain.program import Program, ProgramStatus, ProgramType, StampExpiry, Validity
from comeback.usecases.activate_program import PauseChoice
from comeback.usecases.create_program import ProgramDraft
from comeback.web.api.design_shapes import DesignShape, Locale, StoredDesign, design_json
from comeback.web.api.milestone_shapes import Milestones, MilestoneShape, milestones_of
from comeback.web.api.shapes import AltegioId, Answer, Day, Instant, Request, Text, given


def _currency(value: str) -> str:
    if value not in CURRENCIES:
        raise ValueError("This is no currency of ISO 4217.")
    return value


def _unlike(values: list[int]) -> list[int]:
    if len(set(values)) != len(values):
        raise ValueError("A location is named twice.")
    return values


# Stands for a key that a change does not have; never a value, because only written keys are read.
_ABSENT: Any = None

Title = Annotated[Text, Field(min_length=1, max_length=60)]
Currency = Annotated[str, AfterValidator(_currency), Field(description="ISO 4217", examples=["USD"])]
Locations = Annotated[list[AltegioId], AfterValidator(_unlike), Field(min_length=1, max_length=90)]
Size = Annotated[int, Field(strict=True, ge=1, le=LARGEST_SIZE, description="Stamps for one reward")]
Days = Annotated[int, Field(strict=True, ge=1, le=3_650)]
LookbackDays = Annotated[int, Field(strict=True, ge=0, le=366)]
Policy = Literal["debt", "forgive", "ask"]


class Unlimited(Request):
    """For ever."""

    kind: Literal["unlimited"]


class Until(Request):
    """Until the end of a date."""

    kind: Literal["until"]
    date: Day


class DaysAfterIssue(Request):
    """Some days after issue."""

    kind: Literal["days"]
    days: Days


class DaysAfterStamp(Request):
    """Some days after the last stamp, or after each stamp."""

    kind: Literal["after_last", "per_stamp"]
    days: Days


ValidityShape = Annotated[Unlimited | Until | DaysAfterIssue, Field(discriminator="kind")]
StampExpiryShape = Annotated[Unlimited | Until | DaysAfterStamp, Field(discriminator="kind")]


class Reward(Request):
    """What a full card is good for."""

    title: Title


class NewProgram(Request):
    """A program to be made."""

    type: ProgramType
    title: Title
    currency: Currency
    locale: Locale
    locations: Locations
    size: Size | None = None
    reward: Reward | None = None
    start_of_accrual: Day | None = None
    lookback_days: LookbackDays = 0
    validity: ValidityShape = Unlimited(kind="unlimited")
    stamp_expiry: StampExpiryShape = Unlimited(kind="unlimited")
    reversal_policy: Policy = "debt"
    milestones: Milestones = Field(default_factory=list)
    design: DesignShape = DesignShape()

    def draft(self) -> ProgramDraft:
        """The same for the use case. Raises FieldRefused for a design that cannot be shown."""
        return ProgramDraft(
            type=self.type, title=self.title, currency=self.currency, locale=self.locale,
            locations=tuple(LocationId(number) for number in self.locations), size=self.size,
            reward_title=self.reward.title if self.reward else None, start_of_accrual=self.start_of_accrual,
            lookback_days=self.lookback_days, validity=Validity(**self.validity.model_dump()),
            stamp_expiry=StampExpiry(**self.stamp_expiry.model_dump()), reversal_policy=self.reversal_policy,
            milestones=milestones_of(self.milestones),
            design=new_design(self.design.changes()),
        )  # fmt: skip


class Activation(Request):
    """What becomes of the visits that came while the program was paused."""

    pause: PauseChoice = "evaluate"


MaybeActivation = Annotated[Activation | None, Body()]


def _without_defaults(schema: dict[str, Any]) -> None:
    for field in schema["properties"].values():
        field.pop("default", None)


class ProgramChanges(Request):
    """What to change; keys that are missing stay as they are."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    type: ProgramType = _ABSENT
    title: Title = _ABSENT
    currency: Currency = _ABSENT
    locale: Locale = _ABSENT
    locations: Locations = _ABSENT
    size: Size = _ABSENT
    reward: Reward = _ABSENT
    start_of_accrual: Day = _ABSENT
    lookback_days: LookbackDays = _ABSENT
    validity: ValidityShape = _ABSENT
    stamp_expiry: StampExpiryShape = _ABSENT
    reversal_policy: Policy = _ABSENT
    milestones: Milestones = _ABSENT
    design: DesignShape = _ABSENT

    def changes(self) -> dict[str, Any]:
        """The written keys as fields of a Program, without the design."""
        fields = given(self)
        fields.pop("design", None)
        if "reward" in fields:
            fields["reward_title"] = fields.pop("reward").title
        if "locations" in fields:
            fields["locations"] = tuple(fields["locations"])
        if "validity" in fields:
            fields["validity"] = Validity(**self.validity.model_dump())
        if "stamp_expiry" in fields:
            fields["stamp_expiry"] = StampExpiry(**self.stamp_expiry.model_dump())
        if "milestones" in fields:
            fields["milestones"] = milestones_of(self.milestones)
        return fields


class ProgramAnswer(Answer):
    """A program."""

    id: str
    type: ProgramType
    title: str
    status: ProgramStatus
    currency: str
    locale: str
    locations: list[int]
    size: int | None
    reward: Reward | None
    start_of_accrual: Day | None
    lookback_days: int
    validity: ValidityShape
    stamp_expiry: StampExpiryShape
    reversal_policy: Policy
    milestones: list[MilestoneShape]
    design: StoredDesign
    signing_identity: str | None
    created_at: Instant
    activated_at: Instant | None

    @classmethod
    def of(cls, program: Program) -> Self:
        """The stored program as JSON."""
        stamps = program.type is ProgramType.STAMP
        return cls.model_validate({
            "id": program.id, "type": program.type, "title": program.title, "status": program.status,
            "currency": program.currency, "locale": program.locale, "locations": list(program.locations),
            "size": program.size if stamps else None, "reward": {"title": program.reward_title} if stamps else None,
            "start_of_accrual": program.start_of_accrual, "lookback_days": program.lookback_days,
            "validity": _kind(program.validity), "stamp_expiry": _kind(program.stamp_expiry),
            "reversal_policy": program.reversal_policy,
            "milestones": [{"at": one.at, "title": one.title} for one in program.milestones],
            "design": design_json(program.design), "signing_identity": program.signing_identity,
            "created_at": program.created_at, "activated_at": program.activated_at,
        })  # fmt: skip


class ProgramPage(Answer):
    """A page of programs."""

    items: list[ProgramAnswer]
    next_cursor: str | None


def _kind(value: Validity | StampExpiry) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": value.kind, "date": value.date, "days": value.days}
    return {name: field for name, field in fields.items() if field is not None}
