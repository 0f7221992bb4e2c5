"""One request of somebody who is signed in: what they sent, and how they are answered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from comeback.domain.errors import AccessRefused
from comeback.web import pages
from comeback.web.console import words
from comeback.web.forms import Form
from comeback.web.responses import html, see_other

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools.event_handler import Response

    from comeback.domain.errors import FieldError
    from comeback.domain.ids import TenantId
    from comeback.ports.sessions import Session
    from comeback.web.requests import CookieJar

NOTICE = "notice"
_NOTICE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Caller:
    """`notice` names what was done before this page. After a refused form the form's own page is shown once more, with
    `status`, the `errors` at their fields, the `problem` that concerns no field, and what was typed in `form`.
    `open_items` counts what the owner must look at; a form that makes something puts its id into `made`.
    `languages`: what the person reads, as the browser says it; `files`: what a form brought, by the name of the field.
    """

    session: Session
    jar: CookieJar
    form: Form = field(default_factory=Form)
    query: Mapping[str, str] = field(default_factory=dict)
    notice: str | None = None
    status: int = 200
    errors: tuple[FieldError, ...] = ()
    problem: str = ""
    open_items: Callable[[], int] = lambda: 0
    made: list[str] = field(default_factory=list)
    languages: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def tenant(self) -> TenantId:
        """Whose pages these are."""
        return self.session.tenant_id

    @property
    def was_refused(self) -> bool:
        """Whether this is a form that came back."""
        return self.status != 200

    @property
    def request_key(self) -> str:
        """The form brings the key that it was shown with, so that sending it twice moves a balance once. Raises
        AccessRefused.
        """
        key = self.form.text("request_key")
        if not (16 <= len(key) <= 128 and key.isascii() and key.isprintable()):
            raise AccessRefused("This form is out of date. Go back, reload the page and send it again.")
        return key

    def refused(self, status: int, problem: str, errors: tuple[FieldError, ...] = ()) -> Caller:
        """The same request, to be answered with the form once more."""
        return replace(self, status=status, problem=problem, errors=errors)

    def page(self, template: str, field_of: Callable[[str], str] = str, **values: Any) -> Response[str]:
        """A page; `field_of` leads from a refused field to its place in the form. A notice is shown once."""
        errors: dict[str, str] = {}
        for error in self.errors:
            errors.setdefault(field_of(error.field), error.message)
        shown = {
            "words": words,
            "notice": words.NOTICES.get(self.notice or ""),
            "problem": self.problem,
            "open_items": self.open_items(),
            "errors": errors,
            **values,
        }
        text = pages.render(template, csrf_token=self.session.csrf_token, **shown)
        cookies = [self.jar.clear(NOTICE)] if self.notice else []
        return html(text, self.status, cookies, scripted=bool(values.get("refresh") or values.get("script")))

    def go(self, path: str, notice: str = "") -> Response[str]:
        """303 to a page of ours, which says what was done; the words are ours, so nothing about a person travels."""
        assert not notice or notice in words.NOTICES
        return see_other(path, [self.jar.bake(NOTICE, notice, max_age=_NOTICE_SECONDS)] if notice else [])
