"""The door of the REST API: admission, routing, every answer as JSON or problem+json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer, License, Server

import comeback
from comeback import observe
from comeback.ports.trail import Trail
from comeback.usecases.preview_card import PreviewCard
from comeback.web.api.attention_routes import AttentionCalls, AttentionRoutes
from comeback.web.api.balance_routes import BalanceCalls, BalanceRoutes
from comeback.web.api.card_routes import CardCalls, CardRoutes
from comeback.web.api.customer_routes import CustomerCalls, CustomerRoutes
from comeback.web.api.delivery_routes import DeliveryCalls, DeliveryRoutes
from comeback.web.api.design_routes import DesignCalls, DesignRoutes
from comeback.web.api.doctor_routes import documented
from comeback.web.api.drift_routes import DriftCalls, DriftRoutes
from comeback.web.api.endpoints import OPERATOR_KEY, TENANT_KEY, Calling, Registrar
from comeback.web.api.entrance import OPEN, Entrance
from comeback.web.api.operator_routes import OperatorCalls, OperatorRoutes
from comeback.web.api.poster_routes import PosterRoutes
from comeback.web.api.preview_routes import PreviewRoutes
from comeback.web.api.problems import answer_for, event_of, problem
from comeback.web.api.program_routes import ProgramCalls, ProgramRoutes
from comeback.web.api.recalculation_routes import RecalculationCalls, RecalculationRoutes
from comeback.web.api.signing_routes import SigningCalls, SigningRoutes
from comeback.web.api.sync_routes import SyncCalls, SyncRoutes
from comeback.web.api.tenant_routes import TenantCalls, TenantRoutes
from comeback.web.api.tenant_shapes import HealthAnswer
from comeback.web.api.trail_routes import TrailRoutes
from comeback.web.api.webhook_routes import WebhookCalls, WebhookRoutes
from comeback.web.changes import Witness
from comeback.web.responses import security_headers

_ABOUT = (
    "Loyalty cards for businesses that run on Altegio. Money is in minor units, phones are E.164 with plus, times ISO 8601 in "
    "UTC. "
    "Errors are RFC 9457 problem details. Lists take `limit` and `cursor`."
)


@dataclass(frozen=True, slots=True)
class ApiCalls:
    """Everything that the routes ask."""

    programs: ProgramCalls
    cards: CardCalls
    tenant: TenantCalls
    operator: OperatorCalls
    sync: SyncCalls
    balances: BalanceCalls
    attention: AttentionCalls
    trail: Trail
    witness: Witness
    customers: CustomerCalls
    recalculations: RecalculationCalls
    drift: DriftCalls
    deliveries: DeliveryCalls
    webhooks: WebhookCalls
    signing: SigningCalls
    designs: DesignCalls
    preview: PreviewCard


class ApiDoor:
    """Answers HTTP API events (payload format 2.0) and never raises."""

    def __init__(self, entrance: Entrance, calls: ApiCalls, base_url: str) -> None:
        """`base_url` is our public address."""
        self._entrance = entrance
        self._base_url = base_url
        self.app = app = APIGatewayHttpResolver(enable_validation=True, response_validation_error_http_code=500)
        self._calling = Calling(app)
        self._registered = register = Registrar(app, self._calling, calls.witness)
        register(ProgramRoutes(calls.programs, self._calling).endpoints(), "programs")
        register(DesignRoutes(calls.designs, self._calling, base_url).endpoints(), "designs")
        register(PreviewRoutes(calls.preview, self._calling).endpoints(), "designs")
        register(PosterRoutes(calls.programs.poster, self._calling).endpoints(), "programs")
        register(RecalculationRoutes(calls.recalculations, self._calling).endpoints(), "recalculations")
        register(CardRoutes(calls.cards, self._calling, base_url).endpoints(), "cards")
        register(DeliveryRoutes(calls.deliveries, self._calling).endpoints(), "deliveries")
        register(CustomerRoutes(calls.customers, self._calling, base_url).endpoints(), "customers")
        register(BalanceRoutes(calls.balances, self._calling, base_url).endpoints(), "balances")
        register(AttentionRoutes(calls.attention, self._calling).endpoints(), "attention")
        register(DriftRoutes(calls.drift, self._calling).endpoints(), "drift")
        register(WebhookRoutes(calls.webhooks, self._calling).endpoints(), "connections")
        register(SigningRoutes(calls.signing, self._calling).endpoints(), "signing")
        register(TrailRoutes(calls.trail, self._calling).endpoints(), "audit trail")
        register(TenantRoutes(calls.tenant, self._calling, app).endpoints(), "ledger")
        register(SyncRoutes(calls.sync, self._calling).endpoints(), "synchronisation")
        register(OperatorRoutes(calls.operator).endpoints(), "operator")
        register(documented(), "operator")
        app.get("/health", operation_id="health", summary="Whether we are here", tags=["about"], security=[{}])(_health)
        app.get("/api/v1/openapi.json", operation_id="openapi", summary="This document", tags=["about"], security=[{}])(
            self._openapi
        )
        app.exception_handler(Exception)(self._answer_for)
        app.not_found(lambda _problem: problem(404, "There is nothing at this address."))

    @property
    def noted(self) -> set[str]:
        """The names of the routes that change something."""
        return self._registered.noted

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Admit, route, note."""
        try:
            admitted = self._entrance.admit(event)
        except Exception as refusal:  # noqa: BLE001 - the HTTP edge (style.md §8): whatever happens, an answer
            answer = event_of(self._answer_for(refusal))
            admitted = None
        else:
            self._calling.begin(admitted)
            answer = self.app.resolve(_as_json(event), context)
        answer["headers"] = {**security_headers(), **answer["headers"]}
        status = int(answer["statusCode"])
        outcome = "ok" if status < 400 else "refused" if status < 500 else "error"
        tenant = admitted.tenant_id if admitted else None
        observe.unit("api", outcome=outcome, status=status, route=self._route(event), tenant_id=tenant)
        return answer

    @cached_property
    def document(self) -> dict[str, Any]:
        """The OpenAPI document of the routes."""
        text = self.app.get_openapi_json_schema(
            title="Comeback", version=comeback.__version__, openapi_version="3.1.0", description=_ABOUT,
            servers=[Server(url=self._base_url)], license_info=License(name="Apache-2.0", identifier="Apache-2.0"),
            security_schemes={
                TENANT_KEY: HTTPBearer(description="A key of one tenant: cb_…"),
                OPERATOR_KEY: HTTPBearer(description="A key of the operator: op_…"),
            },
        )  # fmt: skip
        return _mended(json.loads(text), self._registered.uploads)

    def _route(self, event: Mapping[str, Any]) -> str | None:
        method, path = (event.get("requestContext") or {}).get("http", {}).get("method"), str(event.get("rawPath"))
        return f"{method}:{path}" if path in OPEN else self._registered.route_of(str(method), path)

    def _openapi(self) -> Response[dict[str, Any]]:
        return Response(200, "application/json", self.document, headers={"Cache-Control": "public, max-age=300"})

    def _answer_for(self, refusal: Exception) -> Response[str]:
        answer = answer_for(refusal)
        if answer.status_code >= 500:
            observe.failure("api_failure", refusal)
        return answer


def _health() -> Response[HealthAnswer]:
    body = HealthAnswer(status="ok", version=comeback.__version__)
    return Response(200, "application/json", body, headers={"Cache-Control": "no-store"})


def _mended(document: dict[str, Any], uploads: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Powertools documents answers of its own that we never give: a failure of ours is a problem like any other, and what has
    no input has no invalid one.
    """
    broken = document["paths"]["/api/v1/entries"]["get"]["responses"]["404"]["content"]
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"]["500"] = {"description": "Something broke here", "content": broken}
            _mend(operation, uploads.get(operation["operationId"], ()))
    for path in OPEN:
        del document["paths"][path]["get"]["responses"]["422"]
    for unused in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        document["components"]["schemas"].pop(unused, None)
    return document


def _mend(operation: dict[str, Any], uploads: tuple[str, ...]) -> None:
    """204 and 304 have no body. A body that may be missing is still no null. Powertools knows no `uploads`, and writes the
    names of headers small.
    """
    for empty in ("204", "304"):
        operation["responses"].get(empty, {}).pop("content", None)
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["schema"] = content["schema"].get("anyOf", [content["schema"]])[0]
    if uploads:
        operation["requestBody"] = {"required": True, "content": {kind: {} for kind in uploads}}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "header":
            parameter["name"] = parameter["name"].title()


def _as_json(event: Mapping[str, Any]) -> dict[str, Any]:
    """A body that was admitted is JSON; the resolver knows that by one spelling of the type only."""
    headers = {name: value for name, value in (event.get("headers") or {}).items() if str(name).lower() != "content-type"}
    return {**event, "headers": {**headers, "content-type": "application/json"}}
