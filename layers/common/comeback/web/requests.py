"""What the HTML doors read from an HTTP API event (payload format 2.0), whatever state it is in."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from comeback.web.multipart import parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_FIELDS = 1_000
_LARGEST_FORM = 65_536
_OWN_SITES = ("same-origin", "none")


class CookieJar:
    """Cookies of one base address. With HTTPS they have the `__Host-` prefix; a local stack speaks plain HTTP, where a
    browser would refuse that.
    """

    def __init__(self, base_url: str) -> None:
        """`base_url` is our public address."""
        self.secure = base_url.startswith("https://")

    def bake(self, name: str, value: str, max_age: int | None = None) -> Cookie:
        """A cookie for every path, out of scripts' reach; without `max_age` it ends with the browser."""
        return Cookie(
            self._full(name), value, path="/", secure=self.secure, http_only=True, same_site=SameSite.LAX_MODE, max_age=max_age
        )  # fmt: skip

    def clear(self, name: str) -> Cookie:
        """Make the browser forget a cookie."""
        return self.bake(name, "", max_age=0)

    def read(self, event: Mapping[str, Any], name: str) -> str | None:
        """The value that the browser sent, if it is one of ours in form."""
        wanted = f"{self._full(name)}="
        for cookie in event.get("cookies") or []:
            value = str(cookie).strip().removeprefix(wanted)
            if str(cookie).strip().startswith(wanted) and 0 < len(value) <= 128 and value.isascii():
                return value
        return None

    def _full(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name


def query_of(event: Mapping[str, Any]) -> list[tuple[str, str]] | None:
    """Names and values in order; None when there are far too many."""
    return _pairs(event.get("rawQueryString") or "")


def body_of(event: Mapping[str, Any]) -> bytes:
    """The body; empty when it cannot be decoded."""
    text = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return text.encode("utf-8", "replace")
    try:
        return b64decode(text)
    except (ValueError, binascii.Error):
        return b""


def form_of(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of a posted form in their order, without its files; empty when it is too large or none."""
    body = body_of(event)
    kind = _content_type(event)
    if kind.lower().startswith("multipart/form-data"):
        fields = [part for part in parts_of(kind, body) if not part.is_file and len(part.data) <= _LARGEST_FORM]
        return [(part.name, part.data.decode("utf-8", "replace")) for part in fields]
    if len(body) > _LARGEST_FORM:
        return []
    return _pairs(body.decode("utf-8", "replace")) or []


def files_of(event: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of a posted form by the name of their field; a field without a chosen file is empty."""
    return {part.name: part.data for part in parts_of(_content_type(event), body_of(event)) if part.is_file}


def is_from_elsewhere(event: Mapping[str, Any], base_url: str) -> bool:
    """Whether the browser says that another site sent this. With `no-referrer` our own forms have the origin `null`."""
    headers = _headers(event)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in _OWN_SITES
    return headers.get("origin", "null") not in ("null", base_url)


def _headers(event: Mapping[str, Any]) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}


def _content_type(event: Mapping[str, Any]) -> str:
    return _headers(event).get("content-type", "")


def _pairs(text: str) -> list[tuple[str, str]] | None:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
