"""Routes of the operator: tenants, their keys, their sign-in links."""

from dataclasses import dataclass

from aws_lambda_powertools.event_handler import Response

from comeback.ports.connections import Connections
from comeback.usecases.manage_api_keys import CreateApiKey, RevokeApiKey
from comeback.usecases.sign_in import IssueSignInLink
from comeback.web.api.endpoints import OPERATOR_KEY, Endpoint, key_of, ok, tenant_of
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit
from comeback.web.api.tenant_shapes import KeyAnswer, SignInLinkAnswer, TenantAnswer, TenantPage
from comeback.web.changes import Change

_KEYS = "/operator/v1/tenants/<tenant_id>/api-keys"
_LINKS = "/operator/v1/tenants/<tenant_id>/sign-in-links"


@dataclass(frozen=True, slots=True)
class OperatorCalls:
    """The use cases behind the routes."""

    connections: Connections
    create_key: CreateApiKey
    revoke_key: RevokeApiKey
    issue_link: IssueSignInLink


class OperatorRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: OperatorCalls) -> None:
        """The door has checked the operator's key."""
        self._calls = calls

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [
            Endpoint("GET", "/operator/v1/tenants", self.list_tenants, "All tenants", {200: TenantPage}, key=OPERATOR_KEY),
            Endpoint(
                "POST", _KEYS, self.create_api_key, "Make an API key", {201: KeyAnswer}, key=OPERATOR_KEY,
                change=Change("key.created"),
            ),
            Endpoint(
                "DELETE", f"{_KEYS}/<key_id>", self.delete_api_key, "Revoke a key", {204: None}, key=OPERATOR_KEY,
                change=Change("key.revoked"),
            ),
            Endpoint(
                "POST", _LINKS, self.create_sign_in_link, "Make a link", {201: SignInLinkAnswer}, key=OPERATOR_KEY,
                change=Change("sign_in_link.created"),
            ),
        ]  # fmt: skip

    def list_tenants(self, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response[TenantPage]:
        """Oldest first."""
        tenants, following = self._calls.connections.tenants(limit, cursor)
        return ok(TenantPage(items=[TenantAnswer.of(tenant) for tenant in tenants], next_cursor=following))

    def create_api_key(self, tenant_id: str) -> Response[KeyAnswer]:
        """The key is shown in this answer and never again."""
        key = self._calls.create_key(tenant_of(tenant_id))
        return ok(KeyAnswer(id=key.id, key=key.secret), 201)

    def delete_api_key(self, tenant_id: str, key_id: str) -> Response[None]:
        """Invalid at once."""
        self._calls.revoke_key(tenant_of(tenant_id), key_of(key_id))
        return Response(status_code=204)

    def create_sign_in_link(self, tenant_id: str) -> Response[SignInLinkAnswer]:
        """Good once, for fifteen minutes."""
        link = self._calls.issue_link(tenant_of(tenant_id))
        return ok(SignInLinkAnswer(url=link.url, expires_at=link.expires_at), 201)
