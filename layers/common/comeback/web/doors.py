"""What all HTML doors share: a router whose every failure becomes a page and a line in the log."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from comeback import observe
from comeback.domain.errors import AccessRefused, FieldRefused, NotFound
from comeback.web import pages
from comeback.web.responses import html


def router(name: str) -> APIGatewayHttpResolver:
    """A resolver that never lets an exception out; `name` is the unit in logs and metrics."""
    app = APIGatewayHttpResolver(enable_validation=False)

    def broken(problem: Exception) -> Response[str]:
        observe.failure(name, problem)
        return message(500, "Something went wrong", "It is not your fault. Please try again in a minute.")

    app.exception_handler(NotFound)(lambda _problem: not_found())
    app.exception_handler(AccessRefused)(_refused)
    app.exception_handler(FieldRefused)(_malformed)
    app.exception_handler(Exception)(broken)
    app.not_found(lambda _problem: not_found())
    return app


def message(status: int, heading: str, text: str, **values: Any) -> Response[str]:
    """A page with one thing to say, and maybe one to do."""
    link, link_text = values.pop("link", None), values.pop("link_text", "")
    return html(pages.render("message.html", heading=heading, text=text, link=link, link_text=link_text, **values), status)


def _refused(problem: AccessRefused) -> Response[str]:
    return message(403, "This is not possible", str(problem))


def _malformed(problem: FieldRefused) -> Response[str]:
    return message(400, "This link is not complete", " ".join(error.message for error in problem.errors))


def not_found(**values: Any) -> Response[str]:
    """Unknown, or another tenant's: the same page."""
    text = "There is nothing at this address, or it is not yours."
    return message(404, "Not found", text, link="/console", link_text="To your locations", **values)
