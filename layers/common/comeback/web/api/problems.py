"""RFC 9457 problem details: the one table from what is refused to what is answered."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)
from pydantic import BaseModel, Field

from comeback.domain.errors import (
    AccessRefused,
    AlreadyRedeemed,
    AlreadyReversed,
    BalanceElsewhere,
    CardClosed,
    FieldError,
    FieldRefused,
    LettersMissing,
    NoReward,
    NotFound,
    RightNeeded,
    StampsHeld,
    StateConflicted,
)
from comeback.ports.crm import CrmError, CrmGoneError, CrmRefusedError, CrmUnavailableError
from comeback.ports.crm_writes import CrmUncertainError
from comeback.ports.ledger import ClaimLost
from comeback.ports.queues import QueueUnavailableError
from comeback.web.api.field_errors import field_of, message_of
from comeback.web.texts import refused

MEDIA_TYPE = "application/problem+json"
_PREFIX = "https://comeback.dev/problems/"
_TITLES = {
    400: ("malformed", "The request cannot be read"),
    401: ("unauthorized", "A valid key is needed"),
    403: ("forbidden", "This is not allowed"),
    404: ("not-found", "Not found"),
    409: ("conflict", "The state does not allow this"),
    413: ("too-large", "The request is too large"),
    415: ("unsupported-media-type", "The body is of another type than is wanted"),
    422: ("invalid", "Some fields cannot be accepted"),
    500: ("broken", "Something went wrong here"),
    503: ("unavailable", "Not possible at this moment"),
}
# Conflicts that a program tells apart by their type, and a person by their title.
_CONFLICTS: dict[type[Exception], tuple[str, str]] = {
    NoReward: ("no-reward", "There is no reward to redeem"),
    StampsHeld: ("stamps-held", "The stamps are held: a reversal waits"),
    AlreadyRedeemed: ("already-redeemed", "The milestone was redeemed already"),
    AlreadyReversed: ("already-reversed", "The redemption was given back already"),
    BalanceElsewhere: ("balance-elsewhere", "Altegio owns this balance"),
    CardClosed: ("card-closed", "The card is not active"),
    LettersMissing: ("letters-missing", "The poster has letters that cannot be printed"),
    RightNeeded: ("right-needed", "Altegio has to grant a right first"),
}
_STATUS: Mapping[type[Exception], int] = {
    NotFound: 404,
    StateConflicted: 409,
    **dict.fromkeys(_CONFLICTS, 409),
    AccessRefused: 403,
    QueueUnavailableError: 503,
    **dict.fromkeys((CrmError, CrmGoneError, CrmRefusedError, CrmUnavailableError, CrmUncertainError), 503),
    ClaimLost: 503,
    RequestUnsupportedContentType: 415,
}
_NAMED = _CONFLICTS | {CrmUncertainError: ("uncertain", "Altegio did not say whether it was done")}
# What is said instead of the exception's own text.
_DETAILS = {
    415: "Send the body as application/json.",
    500: "It is not your fault, and it has been noted.",
    503: "Please try again in a moment.",
}


class FieldProblem(BaseModel):
    """One refused field."""

    field: str = Field(description="Dotted path into the body, or the name of a parameter or header")
    message: str


class ProblemAnswer(BaseModel):
    """A problem as RFC 9457 describes it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None


@dataclass(frozen=True, slots=True)
class Refused(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """A request that ends before any use case is asked."""

    status: int
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def problem(
    status: int,
    detail: str,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    named: tuple[str, str] | None = None,
) -> Response[str]:
    """The answer for a refusal; `errors` name the fields, `named` is a type and title of its own."""
    kind, title = named or _TITLES[status]
    body: dict[str, Any] = {"type": f"{_PREFIX}{kind}", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = [{"field": error.field, "message": error.message} for error in errors]
    return Response(
        status_code=status,
        content_type=MEDIA_TYPE,
        body=json.dumps(body),
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def event_of(answer: Response[str]) -> dict[str, Any]:
    """An answer given outside of routing, in the form of the resolver's."""
    return {
        "statusCode": answer.status_code, "headers": answer.headers, "body": answer.body, "isBase64Encoded": False,
        "cookies": [],
    }  # fmt: skip


def answer_for(refusal: Exception) -> Response[str]:
    """What a refusal of the domain, of a port or of the door is answered with; never the text of a surprise."""
    if isinstance(refusal, Refused):
        return problem(refusal.status, refusal.detail, refusal.errors, refusal.headers)
    if isinstance(refusal, RequestValidationError):
        return _invalid(refusal.errors())
    if isinstance(refusal, FieldRefused):
        return problem(422, "See errors.", refusal.errors)
    status = next((_STATUS[kind] for kind in type(refusal).__mro__ if kind in _STATUS), 500)
    detail = _DETAILS.get(status) or (refused(refusal) if isinstance(refusal, StateConflicted) else str(refusal))
    retry = {"Retry-After": "2"} if status == 503 else {}
    return problem(status, detail, headers=retry, named=_NAMED.get(type(refusal)))


def _invalid(errors: Iterable[Mapping[str, Any]]) -> Response[str]:
    """422 for a body or parameter; an address that does not fit its pattern leads nowhere, and without its header a
    request is not one that can be answered (ruling 16).
    """
    found = list(errors)
    if any(error["loc"] and error["loc"][0] == "path" for error in found):
        return problem(404, "There is nothing at this address.")
    named: dict[str, FieldError] = {}
    for error in found:
        path = field_of(error)
        named.setdefault(path, FieldError(path, message_of(error)))
    status = 400 if any(error["loc"][:1] == ("header",) for error in found) else 422
    return problem(status, "See errors.", tuple(named.values()))
