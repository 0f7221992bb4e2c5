"""Pages for customers: in the colours of the card, complete in one request but for its pictures, and usable without a script."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import Response
from markupsafe import Markup

from comeback.domain.design import Design
from comeback.web import pages
from comeback.web.responses import security_headers

if TYPE_CHECKING:
    from comeback.web.readers import Reader

_STATIC = Path(__file__).parent / "static"
_SCRIPTED = "; script-src 'sha256-{hash}'; connect-src 'self'"


def page(
    reader: Reader, template: str, status: int = 200, design: Design | None = None, *, script: str = "", **values: Any
) -> Response[str]:  # fmt: skip
    """A page that no search engine lists. Its style, and its `script` by name, are in it, allowed by their hashes."""
    style, code = _style(design or Design()), _file(script) if script else ""
    policy = security_headers()["Content-Security-Policy"].replace("style-src 'self'", f"style-src 'sha256-{_hash(style)}'")
    body = pages.render(
        template, style=Markup(style), script=Markup(code), say=reader.words.say, tell=reader.words.tell,  # noqa: S704 - our files
        language=reader.words.language, names=reader.names, chosen=reader.chosen, **values,
    )  # fmt: skip
    headers = {
        "Content-Security-Policy": policy + (_SCRIPTED.format(hash=_hash(code)) if code else ""),
        "Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Content-Language": reader.words.language,
        "Vary": "Accept-Language",
    }  # fmt: skip
    return Response(status, "text/html; charset=utf-8", body, headers={**security_headers(), **headers})


def notice(reader: Reader, status: int, name: str) -> Response[str]:
    """A page that only says something, by its name among the messages."""
    say = reader.words.say
    return page(
        reader, "customer/notice.html", status, heading=say(f"page.{name}.heading"), text=say(f"page.{name}.text"), here=""
    )


def gone(reader: Reader) -> Response[str]:
    """The same page for everything that is not there, was never there, or is not for this visitor."""
    return notice(reader, 404, "gone")


def _style(design: Design) -> str:
    """A design's colours have the form #rrggbb, whoever chose them."""
    colours = {
        "card": design.background, "card-ink": design.foreground, "card-label": design.label, "card-accent": design.accent
    }  # fmt: skip
    variables = "".join(f"--{name}:{colour};" for name, colour in colours.items())
    return f":root{{{variables}}}\n{_file('customer.css')}"


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


@cache
def _file(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
