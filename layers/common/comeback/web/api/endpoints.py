"""A table of endpoints becomes routes, each documented with every answer that it may give."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import BaseModel

from comeback.domain.errors import NotFound
from comeback.domain.ids import ApiKeyId, CardId, EntryId, JobId, ProgramId, TenantId, is_id
from comeback.domain.ledger import Actor
from comeback.ports.directory import ApiKeyHolder
from comeback.web.api.problems import MEDIA_TYPE, ProblemAnswer

TENANT_KEY, OPERATOR_KEY = "tenant_key", "operator_key"
_HOLDER = "holder"
_WHY = {
    400: "The request cannot be read",
    401: "No valid key",
    404: "Unknown, or another tenant's",
    409: "The state does not allow this",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "Some fields cannot be accepted; `errors` names them",
    500: "Something broke here",
    503: "Not possible at this moment",
}
_ALWAYS = (401, 404, 422, 500)
_OF_BODIES = (400, 413, 415)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route. `answers`: model per status of success, None for an answer without a body; `problems`: statuses
    beyond those of every route; `csv`: the same as a table.
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

    def responses(self) -> dict[int, Any]:
        """Every answer, for the OpenAPI document."""
        statuses = {*_ALWAYS, *self.problems, *(_OF_BODIES if self.has_body else ())}
        described: dict[int, Any] = {status: self._success(model) for status, model in self.answers.items()}
        for status in sorted(statuses):
            described[status] = {"description": _WHY[status], "content": {MEDIA_TYPE: {"model": ProblemAnswer}}}
        return described

    def _success(self, model: type[BaseModel] | None) -> dict[str, Any]:
        if model is None:
            return {"description": "Done"}
        content: dict[str, Any] = {"application/json": {"model": model}}
        if self.csv:
            content["text/csv"] = {"schema": {"type": "string"}}
        headers = {"X-Next-Cursor": {"description": "`next_cursor` of a table", "schema": {"type": "string"}}} if self.csv else {}
        return {"description": self.summary, "content": content, "headers": headers}


def register(app: APIGatewayHttpResolver, endpoints: Iterable[Endpoint], tag: str) -> None:
    """Make the routes."""
    for one in endpoints:
        app.route(
            one.path,
            method=one.method,
            summary=one.summary,
            responses=one.responses(),
            tags=[tag],
            operation_id=one.view.__name__.strip("_"),
            security=[{one.key: []}],
        )(one.view)


class Calling:
    """Who calls: the door lays the holder of the key into the resolver's context before a route runs."""

    def __init__(self, app: APIGatewayHttpResolver) -> None:
        """`app` runs one request at a time."""
        self._app = app

    def begin(self, holder: ApiKeyHolder | None) -> None:
        """The next request is this holder's; None: an operator's or nobody's."""
        self._app.context[_HOLDER] = holder

    @property
    def tenant(self) -> TenantId:
        """The tenant of the key. A route without a tenant's key has none."""
        return self._holder.tenant_id

    @property
    def actor(self) -> Actor:
        """The key, as one who asks for entries."""
        return Actor("api_key", self._holder.key_id)

    @property
    def _holder(self) -> ApiKeyHolder:
        holder: ApiKeyHolder = self._app.context[_HOLDER]
        return holder


def ok(body: BaseModel, status: int = 200) -> Response[Any]:
    """A body of ours; never kept by anybody in between, because it is personal."""
    return Response(status_code=status, content_type="application/json", body=body, headers={"Cache-Control": "no-store"})


def program_of(text: str) -> ProgramId:
    """An id from an address. Raises NotFound for what cannot be one, so that keys never carry free text."""
    return ProgramId(_checked("pr", text))


def card_of(text: str) -> CardId:
    """As `program_of`."""
    return CardId(_checked("cd", text))


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
