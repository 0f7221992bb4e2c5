"""Doors of Apple's web service (wallets.md §2) and of the pass download: requests in, use cases, answers out."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from comeback import observe
from comeback.usecases.note_phone_log import note_phone_log
from comeback.usecases.read_pass import ArtworkMissingError
from comeback.usecases.serve_phones import (
    DownloadPass,
    Fetched,
    FetchPass,
    ListChanged,
    RegisterDevice,
    Registered,
    UnregisterDevice,
)
from comeback.web.google import GoogleCalls, GoogleDoors
from comeback.web.requests import body_of
from comeback.web.responses import security_headers

_MIME = "application/vnd.apple.pkpass"
_REGISTRATION = "/apple/v1/devices/<device>/registrations/<pass_type>/<serial>"
_STATUS = {
    Registered.NEW: 201, Registered.KNOWN: 200, Registered.DENIED: 401, Registered.TOO_MANY: 401, Registered.MALFORMED: 400
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PhoneCalls:
    """The use cases behind the door."""

    register: RegisterDevice
    unregister: UnregisterDevice
    list_changed: ListChanged
    fetch: FetchPass
    download: DownloadPass


class WalletDoor:
    """Answers never say why something was refused."""

    def __init__(self, calls: PhoneCalls, google: GoogleCalls) -> None:
        """`calls` and `google` decide."""
        self._calls = calls
        self._app = app = APIGatewayHttpResolver()
        app.post(_REGISTRATION)(self._register)
        app.delete(_REGISTRATION)(self._unregister)
        app.get("/apple/v1/devices/<device>/registrations/<pass_type>")(self._list_changed)
        app.get("/apple/v1/passes/<pass_type>/<serial>")(self._fetch)
        app.post("/apple/v1/log")(self._log)
        app.get("/c/<token>/pass.pkpass")(self._download)
        GoogleDoors(app, google)
        app.not_found(lambda _: _answer(404))
        app.exception_handler(ArtworkMissingError)(_try_later)
        app.exception_handler(Exception)(_failed)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer an HTTP API event (payload format 2.0)."""
        return self._app.resolve(event, context)

    def _register(self, device: str, pass_type: str, serial: str) -> Response[str]:
        token = _push_token(body_of(self._app.current_event.raw_event))
        outcome = self._calls.register(unquote(device), unquote(pass_type), unquote(serial), self._header("authorization"), token)
        observe.unit("apple_register", outcome=outcome.value)
        return _answer(_STATUS[outcome])

    def _unregister(self, device: str, pass_type: str, serial: str) -> Response[str]:
        allowed = self._calls.unregister(unquote(device), unquote(pass_type), unquote(serial), self._header("authorization"))
        observe.unit("apple_unregister", outcome="ok" if allowed else "denied")
        return _answer(200 if allowed else 401)

    def _list_changed(self, device: str, pass_type: str) -> Response[str]:
        tag = (self._app.current_event.query_string_parameters or {}).get("passesUpdatedSince")
        changed = self._calls.list_changed(unquote(device), unquote(pass_type), tag)
        observe.unit("apple_list", outcome="changed" if changed else "unchanged")
        if changed is None:
            return _answer(204)
        body = json.dumps({"serialNumbers": changed.serials, "lastUpdated": changed.last_updated})
        return Response(200, "application/json", body, headers=_headers())

    def _fetch(self, pass_type: str, serial: str) -> Response[Any]:
        given = self._header("authorization"), self._header("if-modified-since")
        fetched = self._calls.fetch(unquote(pass_type), unquote(serial), *given)
        outcome = "denied" if fetched is None else "sent" if fetched.body else "unchanged"
        observe.unit("apple_fetch", outcome=outcome)
        return _pass(fetched) if fetched else _answer(401)

    def _download(self, token: str) -> Response[Any]:
        fetched = self._calls.download(unquote(token))
        observe.unit("pass_download", outcome="sent" if fetched else "not_found")
        return _pass(fetched) if fetched else _answer(404)

    def _log(self) -> Response[str]:
        for kind, count in note_phone_log(body_of(self._app.current_event.raw_event)).items():
            observe.unit("apple_phone_log", outcome=kind, count=count)
        return _answer(200)

    def _header(self, name: str) -> str:
        headers = self._app.current_event.headers or {}
        return str(headers.get(name) or "")


def _push_token(body: bytes) -> object:
    """Whatever the phone calls its push token; None when there is none."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return parsed.get("pushToken") if isinstance(parsed, dict) else None


def _headers(**more: str) -> dict[str, Any]:
    return {**security_headers(), "Cache-Control": "no-store", **{name.replace("_", "-"): value for name, value in more.items()}}


def _answer(status: int) -> Response[str]:
    return Response(status, headers=_headers())


def _pass(fetched: Fetched) -> Response[Any]:
    if fetched.body is None:
        return Response(304, headers=_headers(Last_Modified=fetched.last_modified))
    headers = _headers(Last_Modified=fetched.last_modified, Content_Disposition='inline; filename="card.pkpass"')
    return Response(200, _MIME, fetched.body, headers=headers)


def _try_later(problem: ArtworkMissingError) -> Response[str]:
    observe.failure("artwork_missing", problem)
    return Response(503, headers=_headers(Retry_After="60"))


def _failed(problem: Exception) -> Response[str]:
    observe.failure("wallet_service", problem)
    return _answer(500)
