"""What all requests and answers have in common: exact keys, whole numbers, text without tricks, times in UTC."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StrictBool

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LARGEST = 2**53
"""Beyond this a number in JSON is not exact everywhere."""


class Request(BaseModel):
    """A body: unknown keys are refused, because a misspelt setting that is silently ignored costs somebody money."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Answer(BaseModel):
    """A body of ours."""

    model_config = ConfigDict(frozen=True)


def _day(value: object) -> object:
    written_well = isinstance(value, str) and _DAY.fullmatch(value)
    if not (written_well or type(value) is date):
        raise ValueError("A date is written as YYYY-MM-DD.")
    return value


def _printable(value: str) -> str:
    if any(ord(character) < 32 and character not in "\n\t" for character in value):
        raise ValueError("Control characters are not allowed.")
    return value


def zulu(moment: datetime) -> str:
    """ISO 8601 in UTC with `Z`, whole seconds (ruling 15)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Text = Annotated[str, AfterValidator(_printable)]
Flag = StrictBool
Day = Annotated[date, BeforeValidator(_day)]
Instant = Annotated[datetime, PlainSerializer(zulu), Field(json_schema_extra={"format": "date-time"})]
AltegioId = Annotated[int, Field(strict=True, ge=1, le=_LARGEST)]
MinorUnits = Annotated[int, Field(strict=True, ge=1, le=10**12, description="Minor units of the program's currency")]
Count = Annotated[int, Field(strict=True, ge=1, le=1_000)]


def given(body: Request) -> dict[str, Any]:
    """The fields that the caller wrote, as they were validated."""
    return {name: getattr(body, name) for name in body.model_fields_set}
