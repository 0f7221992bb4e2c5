"""Who may come in, and with what: checked before any route is looked at."""

import binascii
import hmac
import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from comeback import observe
from comeback.domain.design_images import LARGEST_IMAGE
from comeback.domain.errors import FieldError
from comeback.domain.ids import TenantId
from comeback.domain.ledger import Actor
from comeback.usecases.manage_api_keys import HolderOfKey
from comeback.web.api.problems import Refused
from comeback.web.responses import JPEG, PNG

TENANT_REALM, OPERATOR_REALM = "/api/v1", "/operator/v1"
OPEN = ("/health", f"{TENANT_REALM}/openapi.json")
_LARGEST_BODY = 65_536
_PICTURE = re.compile(rf"{TENANT_REALM}/programs/[^/]+/design/images/[^/]+")
_PICTURES = (PNG, JPEG)


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who is in; an operator is nobody's."""

    actor: Actor
    tenant_id: TenantId | None = None


@dataclass(frozen=True, slots=True)
class Entrance:
    """Knows the keys. `operator_keys`: the valid ones, at most two, asked for when first needed."""

    holder_of_key: HolderOfKey
    operator_keys: Callable[[], Sequence[str]]

    def admit(self, event: Mapping[str, Any]) -> Admitted | None:
        """Whose key it is; None where no key is needed. Raises Refused."""
        path = str(event.get("rawPath") or "/")
        admitted = None
        if path not in OPEN:
            secret = _bearer(event)
            if _within(path, OPERATOR_REALM):
                admitted = Admitted(self._operator(secret))
            elif _within(path, TENANT_REALM):
                holder = self.holder_of_key(secret)
                if holder is None:
                    raise unauthorized()
                admitted = Admitted(Actor("api_key", holder.key_id), holder.tenant_id)
        check_body(event)
        return admitted

    def _operator(self, secret: str) -> Actor:
        """Two keys may be valid: which one it was is told by a digest that is too short to find a key by."""
        given = secret.encode("utf-8", "replace")
        # Every key is compared, so that the time does not tell which one was nearly right.
        fits = [hmac.compare_digest(given, key.encode()) for key in self.operator_keys()]
        observe.unit("operator_key", outcome="accepted" if any(fits) else "refused")
        if not any(fits):
            raise unauthorized()
        return Actor("operator", sha256(given).hexdigest()[:8])


def unauthorized() -> Refused:
    """No key, or not one of ours: the answer is the same."""
    return Refused(401, "Send a valid key as `Authorization: Bearer …`.", headers={"WWW-Authenticate": 'Bearer realm="comeback"'})


def check_body(event: Mapping[str, Any]) -> None:
    """Raises Refused for a body that is too large, not JSON, or no object; or no picture where one is wanted."""
    body = _bytes(event)
    if _brings_a_picture(event):
        _check_picture(event, len(body))
        return
    if len(body) > _LARGEST_BODY:
        raise Refused(413, f"A body has at most {_LARGEST_BODY} bytes.")
    if not body:
        return
    if _kind(event) != "application/json":
        raise Refused(415, "Send the body as application/json.")
    try:
        parsed = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise malformed() from None
    if not isinstance(parsed, dict):
        raise malformed()


def _brings_a_picture(event: Mapping[str, Any]) -> bool:
    method = str((event.get("requestContext") or {}).get("http", {}).get("method"))
    return method == "PUT" and _PICTURE.fullmatch(str(event.get("rawPath"))) is not None


def _check_picture(event: Mapping[str, Any], size: int) -> None:
    if size > LARGEST_IMAGE:
        raise Refused(413, f"A picture has at most {LARGEST_IMAGE:,} bytes; this one has {size:,}.")
    if _kind(event) not in _PICTURES:
        raise Refused(415, f"Send the picture itself as {' or '.join(_PICTURES)}.")


def malformed() -> Refused:
    """The body is not what every body has to be."""
    return Refused(400, "The body is not a JSON object.", (FieldError("body", "This is not a JSON object."),))


def _bytes(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(text).encode("utf-8", "replace")
    try:
        return b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise malformed() from None


def _kind(event: Mapping[str, Any]) -> str:
    return _header(event, "content-type").partition(";")[0].strip().lower()


def _bearer(event: Mapping[str, Any]) -> str:
    scheme, _, secret = _header(event, "authorization").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _header(event: Mapping[str, Any], wanted: str) -> str:
    headers = event.get("headers") or {}
    return next((str(value) for name, value in headers.items() if str(name).lower() == wanted), "")


def _within(path: str, realm: str) -> bool:
    return path == realm or path.startswith(f"{realm}/")
