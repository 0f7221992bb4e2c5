"""Answers of the HTML doors; the one place that says which headers they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import Response

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_lambda_powertools.shared.cookies import Cookie

_CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def security_headers() -> dict[str, str]:
    """No script at all, no framing, no referrer (addresses carry signatures and tokens), HTTPS from now on."""
    return {
        "Content-Security-Policy": _CONTENT_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


def html(body: str, status: int = 200, cookies: Sequence[Cookie] = (), **headers: str) -> Response[str]:
    """A page; never cached, because pages are personal."""
    extra = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return Response(
        status_code=status,
        content_type="text/html; charset=utf-8",
        body=body,
        headers={**security_headers(), "Cache-Control": "no-store", **extra},
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


def bare(status: int) -> Response[str]:
    """An answer without a word."""
    return Response(status_code=status, body="", headers={**security_headers(), "Cache-Control": "no-store"})


def asset(body: str, content_type: str) -> Response[str]:
    """A file whose address changes with its content."""
    return Response(
        status_code=200,
        content_type=content_type,
        body=body,
        headers={**security_headers(), "Cache-Control": "public, max-age=31536000, immutable"},
    )
