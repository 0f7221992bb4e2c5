"""How the desk talks to the stand-in."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 30


class DeskError(Exception):
    """The stand-in refused; the text says why."""


class Wire:
    """One short connection per call, so that any thread may call."""

    def __init__(self, base_url: str) -> None:
        """`base_url` as the stand-in prints it; a path in it is ignored."""
        parts = urlsplit(base_url)
        self.base_url = f"{parts.scheme}://{parts.netloc}"
        self._address = parts.netloc

    def call(self, method: str, path: str, asked: dict[str, Any] | None = None) -> Any:
        """A control route's answer. Raises DeskError, OSError when nobody listens."""
        connection = http.client.HTTPConnection(self._address, timeout=_TIMEOUT_SECONDS)
        try:
            body = None if asked is None else json.dumps(asked)
            connection.request(method, f"/__desk/{path}", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            data = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise DeskError(data.get("error", f"status {answer.status}"))
        return data

    def act(self, name: str, /, **arguments: Any) -> Any:
        """Play an act; arguments that are None are left out."""
        given = {key: value for key, value in arguments.items() if value is not None}
        return self.call("POST", f"acts/{name}", given)
