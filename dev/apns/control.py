"""Control over the same port by HTTP/1.1: what was pushed, and how to answer.

GET /__control/pushes?after=N&token=T&wait=S   pushes numbered above N, waiting up to S seconds for one
GET /__control/state                           counters
POST /__control/rules                          a rule as JSON (dev.apns.state.Rule)
POST /__control/settings                       {"max_concurrent_streams": n}, for new connections
POST /__control/reset                          forget everything
"""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dev.apns.state import PushService, Rule

_LONGEST_WAIT = 30.0


class Control(BaseHTTPRequestHandler):
    """One request or several on one connection; `service` is set by a subclass."""

    protocol_version = "HTTP/1.1"
    service: PushService

    def do_GET(self) -> None:
        """Read."""
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/__control/pushes":
            wait = min(float(query.get("wait", 0)), _LONGEST_WAIT)
            self._answer(200, {"pushes": self.service.pushes(int(query.get("after", 0)), query.get("token"), wait)})
        elif parts.path == "/__control/state":
            self._answer(200, self.service.summary())
        else:
            self._answer(404, {"reason": "BadPath"})

    def do_POST(self) -> None:
        """Change."""
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            told = json.loads(body or b"{}")
            self._change(self.path, told)
        except (KeyError, TypeError, ValueError) as problem:
            self._answer(400, {"reason": str(problem)})
        else:
            self._answer(200, {})

    def _change(self, path: str, told: dict[str, Any]) -> None:
        match path:
            case "/__control/rules":
                self.service.add_rule(Rule(**told))
            case "/__control/settings":
                self.service.max_concurrent_streams = int(told["max_concurrent_streams"])
            case "/__control/reset":
                self.service.reset()
            case _:
                raise ValueError("no such control")

    def _answer(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the overridden signature
        """Say nothing."""
