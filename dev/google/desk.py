"""The stand-in's controls in Python: `GoogleDesk(url)`."""

import http.client
import json
from typing import Any
from urllib.parse import quote, urlsplit

_TIMEOUT_SECONDS = 40


class DeskError(Exception):
    """The stand-in refused; the text says why."""


class GoogleDesk:
    """Synchronous; usable from several threads. Every method raises DeskError when the stand-in refuses."""

    def __init__(self, url: str) -> None:
        """Any address of the stand-in; a path in it is ignored."""
        self._address = urlsplit(url).netloc

    def state(self) -> dict[str, Any]:
        """Classes, objects, which of them are saved, calls by name, callbacks in flight."""
        return self._call("GET", "state")

    def look(self, object_id: str) -> dict[str, Any]:
        """`object`, its `class`, `holders`, `writes`, `notifications` and how many of those are of the last 24 hours."""
        return self._call("GET", f"objects/{quote(object_id)}")

    def save(self, link: str) -> None:
        """Add what a save link offers, whatever host stands in it."""
        self._call("POST", "save", link=link)

    def save_object(self, object_id: str) -> None:
        """Add an object without a link."""
        self._call("POST", "save", object_id=object_id)

    def remove(self, object_id: str) -> None:
        """Delete the card from the phone."""
        self._call("POST", "remove", object_id=object_id)

    def callbacks(self, wait: float = 10) -> list[dict[str, Any]]:
        """All so far (`event`, `object_id`, `url`, `outcome`), when none is under way any more."""
        self._call("POST", "callbacks/wait", seconds=wait)
        return list(self._call("GET", "callbacks")["callbacks"])

    def spoil_callbacks(self, *, copies: int = 1, lose: int = 0) -> None:
        """Each callback comes `copies` times from now on; the next `lose` get lost."""
        self._call("POST", "callbacks", copies=copies, lose=lose)

    def fail(self, status: int = 503, reason: str = "backendError", **how: Any) -> None:
        """See `dev.google.troubles.Fault`."""
        self._call("POST", "faults", status=status, reason=reason, **how)

    def clear_faults(self) -> None:
        """All is well again."""
        self._call("POST", "faults/clear")

    def set_limit(self, per_second: int) -> None:
        """Calls a second; 0 is no limit."""
        self._call("POST", "limits", per_second=per_second)

    def take_places(self, *, taken: bool) -> None:
        """Whether the issuer is enabled for `merchantLocations`; without it any document with them is refused."""
        self._call("POST", "places", taken=taken)

    def revoke_tokens(self) -> None:
        """Every access token ends now."""
        self._call("POST", "tokens/revoke")

    def reset(self) -> None:
        """Forget everything but the keys."""
        self._call("POST", "reset")

    def _call(self, method: str, path: str, **told: Any) -> dict[str, Any]:
        connection = http.client.HTTPConnection(self._address, timeout=_TIMEOUT_SECONDS)
        try:
            body = json.dumps(told) if method == "POST" else None
            connection.request(method, f"/__control/{path}", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            data: dict[str, Any] = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            error = data.get("error", {})
            raise DeskError(error.get("message", f"status {answer.status}") if isinstance(error, dict) else str(error))
        return data
