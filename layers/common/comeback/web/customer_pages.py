"""Pages for customers: in the colours of the card, complete in one request, without a script."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler import Response
from markupsafe import Markup

from comeback.domain.design import Design
from comeback.web import pages
from comeback.web.responses import security_headers

_STYLE = Path(__file__).parent / "static" / "customer.css"


def page(template: str, status: int = 200, design: Design | None = None, **values: Any) -> Response[str]:
    """A page that no search engine lists. Its style is in it, allowed by its hash: one request until it shows."""
    style = _style(design or Design())
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = security_headers()["Content-Security-Policy"].replace("style-src 'self'", f"style-src 'sha256-{digest}'")
    body = pages.render(template, style=Markup(style), **values)  # noqa: S704 - our own file and checked colours
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return Response(status, "text/html; charset=utf-8", body, headers={**security_headers(), **headers})


def notice(status: int, heading: str, text: str) -> Response[str]:
    """A page that only says something."""
    return page("customer/notice.html", status, heading=heading, text=text)


def gone() -> Response[str]:
    """The same page for everything that is not there, was never there, or is not for this visitor."""
    return notice(404, "Nothing here", "This address leads nowhere. Check the link, or ask at the desk for a new one.")


def _style(design: Design) -> str:
    """A design's colours have the form #rrggbb, whoever chose them."""
    colours = {
        "card": design.background, "card-ink": design.foreground, "card-label": design.label, "card-accent": design.accent
    }  # fmt: skip
    variables = "".join(f"--{name}:{colour};" for name, colour in colours.items())
    return f":root{{{variables}}}\n{_sheet()}"


@cache
def _sheet() -> str:
    return _STYLE.read_text(encoding="utf-8")
