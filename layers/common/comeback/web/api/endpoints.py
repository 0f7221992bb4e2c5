"""A table of endpoints becomes routes, each documented with every answer that it may give."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import BaseModel

from comeback.domain.errors import NotFound
from comeback.domain.ids import ApiKeyId, CardId, CustomerId, EntryId, JobId, ProgramId, TenantId, is_id
from comeback.domain.ledger import Actor
from comeback.web.api.entrance import Admitted
from comeback.web.api.problems import MEDIA_TYPE, ProblemAnswer
from comeback.web.changes import Change, Done, Witness
from comeback.web.requests import body_of

TENANT_KEY, OPERATOR_KEY = "tenant_key", "operator_key"
_ADMITTED = "admitted"
_HOLE = re.compile(r"<\w+>")
_WHY = {
    400: "The request cannot be read",
    401: "No valid key",
    404: "Unknown, or another tenant's",
    409: "The state does not allow this",
    413: "The body is too large",
    415: "The body is of another type than is wanted",
    422: "Some fields cannot be accepted; `errors` names them",
    500: "Something broke here",
    503: "Not possible at this moment",
}
_ALWAYS = (401, 404, 422, 500)
_OF_BODIES = (400, 413, 415)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route. `answers`: model per status of success, None for an answer without a body; `problems`: statuses
    beyond those of every route; `csv`: the same as a table; `change`: what the audit trail is told, unless an entry tells it;
    `media`: the type of an answer that is a file; `uploads`: the types of a body that is one; `tagged`: it has an ETag, by which
    one asks whether it is still the same.
    """

    method: str
    path: str
    view: Callable[..., Response[Any]]
    summary: str
    answers: Mapping[int, type[BaseModel] | None]
    problems: tuple[int, ...] = ()
    has_body: bool = False
    csv: bool = False
    key: str = TENANT_KEY
    change: Change | None = None
    media: str = ""
    uploads: tuple[str, ...] = ()
    tagged: bool = False

    def responses(self) -> dict[int, Any]:
        """Every answer, for the OpenAPI document."""
        statuses = {*_ALWAYS, *self.problems, *(_OF_BODIES if self.has_body or self.uploads else ())}
        described: dict[int, Any] = {status: self._success(model) for status, model in self.answers.items()}
        if self.tagged:
            described[304] = {"description": "The same as `If-None-Match` names"}
        for status in sorted(statuses):
            described[status] = {"description": _WHY[status], "content": {MEDIA_TYPE: {"model": ProblemAnswer}}}
        return described

    def _success(self, model: type[BaseModel] | None) -> dict[str, Any]:
        if self.media:
            return {"description": self.summary, "content": {self.media: {"schema": {"type": "string"}}}}
        if model is None:
            return {"description": "Done"}
        content: dict[str, Any] = {"application/json": {"model": model}}
        if self.csv:
            content["text/csv"] = {"schema": {"type": "string"}}
        headers = {"X-Next-Cursor": {"description": "`next_cursor` of a table", "schema": {"type": "string"}}} if self.csv else {}
        return {"description": self.summary, "content": content, "headers": headers}


class Calling:
    """Who calls: the door lays who was admitted into the resolver's context before a route runs."""

    def __init__(self, app: APIGatewayHttpResolver) -> None:
        """`app` runs one request at a time."""
        self._app = app

    def begin(self, admitted: Admitted | None) -> None:
        """The next request is theirs; None: nobody's."""
        self._app.context[_ADMITTED] = admitted

    @property
    def tenant(self) -> TenantId:
        """The tenant of the key. A route without a tenant's key has none."""
        assert self._admitted.tenant_id is not None
        return self._admitted.tenant_id

    @property
    def actor(self) -> Actor:
        """The key, as one who asks for entries and changes."""
        return self._admitted.actor

    @property
    def languages(self) -> str:
        """What the caller reads, as the header says it."""
        return str(self._app.current_event.headers.get("accept-language", ""))

    @property
    def body(self) -> bytes:
        """What was sent, as it was."""
        return body_of(self._app.current_event.raw_event)

    @property
    def known(self) -> str:
        """Tags of what the caller has already."""
        return str(self._app.current_event.headers.get("if-none-match", ""))

    def tenant_at(self, path: Mapping[str, str]) -> TenantId:
        """The tenant of the key, or the one that an operator names."""
        return self._admitted.tenant_id or tenant_of(path["tenant_id"])

    @property
    def _admitted(self) -> Admitted:
        admitted: Admitted = self._app.context[_ADMITTED]
        return admitted


@dataclass(frozen=True, slots=True)
class Registrar:
    """Makes routes of endpoints; what they change, the `witness` notes. `noted`: the names of those; `uploads`: the types of
    bodies that are files, by the names of their routes; `patterns`: what a log line calls the routes.
    """

    app: APIGatewayHttpResolver
    calling: Calling
    witness: Witness
    noted: set[str] = field(default_factory=set)
    uploads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def __call__(self, endpoints: Iterable[Endpoint], tag: str) -> None:
        """Make the routes."""
        for one in endpoints:
            name = one.view.__name__
            self.patterns[f"{one.method}:{one.path}"] = re.compile(f"{one.method} {_HOLE.sub('[^/]+', one.path)}")
            if one.change:
                self.noted.add(name)
            if one.uploads:
                self.uploads[name] = one.uploads
            self.app.route(
                one.path,
                method=one.method,
                summary=one.summary,
                responses=one.responses(),
                tags=[tag],
                operation_id=name,
                security=[{one.key: []}],
            )(self._witnessed(one, one.change) if one.change else one.view)

    def route_of(self, method: str, path: str) -> str | None:
        """The pattern of a request's route, which says nothing of anybody; None for one that leads nowhere."""
        return next((name for name, pattern in self.patterns.items() if pattern.fullmatch(f"{method} {path}")), None)

    def _witnessed(self, endpoint: Endpoint, change: Change) -> Callable[..., Response[Any]]:
        """The view with the same parameters, which the resolver reads."""

        def done(answer: Response[Any]) -> Done | None:
            if 201 in endpoint.answers and answer.status_code != 201:
                return None  # what was asked for was there already
            body = answer.body
            made = str(getattr(body, "id", "") or getattr(body, "job_id", ""))
            return Done(self.calling.actor, made, {name: getattr(body, name) for name in change.told})

        @wraps(endpoint.view)
        def view(**given: Any) -> Response[Any]:
            path = {name: str(value) for name, value in given.items() if f"<{name}>" in endpoint.path}
            return self.witness(change, self.calling.tenant_at(path), path, lambda: endpoint.view(**given), done)

        return view


def ok(body: BaseModel, status: int = 200) -> Response[Any]:
    """A body of ours; never kept by anybody in between, because it is personal."""
    return Response(status_code=status, content_type="application/json", body=body, headers={"Cache-Control": "no-store"})


def program_of(text: str) -> ProgramId:
    """An id from an address. Raises NotFound for what cannot be one, so that keys never carry free text."""
    return ProgramId(_checked("pr", text))


def card_of(text: str) -> CardId:
    """As `program_of`."""
    return CardId(_checked("cd", text))


def customer_of(text: str) -> CustomerId:
    """As `program_of`."""
    return CustomerId(_checked("cu", text))


def entry_of(text: str) -> EntryId:
    """As `program_of`."""
    return EntryId(_checked("en", text))


def tenant_of(text: str) -> TenantId:
    """As `program_of`."""
    return TenantId(_checked("tn", text))


def job_of(text: str) -> JobId:
    """As `program_of`."""
    return JobId(_checked("jb", text))


def key_of(text: str) -> ApiKeyId:
    """As `program_of`."""
    return ApiKeyId(_checked("ak", text))


def _checked(prefix: str, text: str) -> str:
    if not is_id(prefix, text):
        raise NotFound("There is nothing with this id.")
    return text
