"""Answers of the HTML doors; the one place that says which headers they carry."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import Response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_lambda_powertools.shared.cookies import Cookie

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"

_CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# For pages that show progress: our own script, which asks for the same page again.
_SCRIPTED = f"{_CONTENT_POLICY}; script-src 'self'; connect-src 'self'"


def security_headers(*, scripted: bool = False) -> dict[str, str]:
    """No script unless it is ours, no framing, no referrer (addresses carry signatures and tokens), HTTPS from now on."""
    return {
        "Content-Security-Policy": _SCRIPTED if scripted else _CONTENT_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


def html(body: str, status: int = 200, cookies: Sequence[Cookie] = (), *, scripted: bool = False) -> Response[str]:
    """A page; never cached, because pages are personal."""
    return Response(
        status_code=status,
        content_type="text/html; charset=utf-8",
        body=body,
        headers={**security_headers(scripted=scripted), "Cache-Control": "no-store"},
        cookies=list(cookies),
    )


def see_other(path: str, cookies: Sequence[Cookie] = ()) -> Response[str]:
    """303 to a path of ours."""
    return Response(
        status_code=303,
        body="",
        headers={**security_headers(), "Cache-Control": "no-store", "Location": path},
        cookies=list(cookies),
    )


def download(body: str | bytes, content_type: str, name: str) -> Response[str]:
    """A file to keep; never cached, because it is personal."""
    kept = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return _kept(body, content_type, kept)


def bare(status: int) -> Response[str]:
    """An answer without a word."""
    return Response(status_code=status, body="", headers={**security_headers(), "Cache-Control": "no-store"})


def asset(body: str | bytes, content_type: str) -> Response[str]:
    """A file whose address changes with its content."""
    return _kept(body, content_type, {"Cache-Control": "public, max-age=31536000, immutable"})


def picture(body: bytes) -> Response[str]:
    """A PNG that only its owner sees."""
    return _kept(body, PNG, {"Cache-Control": "no-store"})


def checked_picture(body: bytes, headers: Mapping[str, str] | None = None) -> Response[str]:
    """The same, kept by whoever asked, who asks each time whether it is still this one."""
    return _kept(body, PNG, {"Cache-Control": "private, no-cache", **(headers or {})})


def _kept(body: str | bytes, content_type: str, headers: Mapping[str, str]) -> Response[str]:
    # Encoded here: a resolver that validates answers would take bytes for a text.
    text = body if isinstance(body, str) else b64encode(body).decode()
    answer = Response(status_code=200, content_type=content_type, body=text, headers={**security_headers(), **headers})
    answer.base64_encoded = isinstance(body, bytes)
    return answer
