"""The door of the owner's pages: sessions, forms that come back, and the one place where refusals become pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback import observe
from comeback.domain.errors import FieldRefused, NotFound, StateConflicted
from comeback.ports.crm import CrmError
from comeback.ports.crm_writes import CrmUncertainError
from comeback.ports.ledger import ClaimLost
from comeback.ports.queues import QueueUnavailableError
from comeback.web import pages
from comeback.web.changes import Change, Done, Witness
from comeback.web.console.attention_pages import AttentionPages
from comeback.web.console.caller import NOTICE, Caller
from comeback.web.console.card_pages import CardPages
from comeback.web.console.design_pages import DesignPages
from comeback.web.console.drift_pages import DriftPages
from comeback.web.console.image_pages import ImagePages
from comeback.web.console.key_pages import KeyPages
from comeback.web.console.location_pages import LocationPages
from comeback.web.console.person_pages import PersonPages
from comeback.web.console.program_pages import ProgramPages
from comeback.web.console.recalculation_pages import RecalculationPages
from comeback.web.console.routes import Get, Post, View
from comeback.web.console.settings_pages import SettingsPages
from comeback.web.console.webhook_pages import WebhookPages
from comeback.web.doors import message, not_found, router
from comeback.web.forms import Form
from comeback.web.requests import files_of, form_of, query_of
from comeback.web.responses import asset, html, see_other
from comeback.web.session import SESSION, Gate
from comeback.web.texts import refused

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from comeback.usecases.sign_in import StartSession
    from comeback.web.console.calls import ConsoleCalls

_SIGN_IN = "/console/sign-in"
_MOST_COUNTED = 99
_UNCERTAIN = "Altegio did not say whether this was done. Both ways work until it is clear: look again in a minute."
_BUSY = "This did not work at this moment. Nothing was changed: please send it again."


class ConsoleDoor:
    """Pages are of two kinds: open ones, and those of a session, which get its caller as their first argument. A page of
    the first kind cannot read a session; a form of the second kind has passed the check of its token.
    """

    def __init__(self, gate: Gate, calls: ConsoleCalls, start_session: StartSession, witness: Witness) -> None:
        """`gate` knows the sessions; what forms change, the `witness` notes."""
        self._gate = gate
        self._calls = calls
        self._witness = witness
        self._start_session = start_session
        self._app = router("console")
        self._open("GET", "/console/static/<name>", _asset)
        self._open("GET", _SIGN_IN, _sign_in_page)
        self._open("GET", f"{_SIGN_IN}/<token>", self._link_page)
        self._open("POST", f"{_SIGN_IN}/<token>", self._use_link)
        self._signed_in(Post("/console/sign-out", self._sign_out, self._sign_out))
        groups = (
            LocationPages(calls),
            ProgramPages(calls, gate.base_url),
            DesignPages(calls),
            ImagePages(calls),
            SettingsPages(calls),
            RecalculationPages(calls),
            CardPages(calls, gate.base_url),
            PersonPages(calls, gate.base_url),
            AttentionPages(calls),
            DriftPages(calls),
            WebhookPages(calls),
            KeyPages(calls),
        )
        for group in groups:
            for route in group.routes():
                self._signed_in(route)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer an HTTP API event."""
        return self._app.resolve(event, context)

    def _open(self, method: str, rule: str, view: View) -> None:
        self._app.route(rule, method=method)(_observed(rule, view))

    def _signed_in(self, route: Get | Post) -> None:
        def guarded(**path: str) -> Response[str]:
            event = self._app.current_event.raw_event
            session = self._gate.session(event)
            if session is None:
                return see_other(_SIGN_IN)
            form, files = Form(), {}
            if isinstance(route, Post):
                self._gate.check_form(event, session)
                form, files = Form(form_of(event)), files_of(event)
            jar = self._gate.jar
            caller = Caller(
                session, jar, form, dict(query_of(event) or []), jar.read(event, NOTICE),
                open_items=lambda: self._calls.attention.list.count(session.tenant_id, _MOST_COUNTED + 1),
                languages=str(self._app.current_event.headers.get("accept-language", "")), files=files,
            )  # fmt: skip
            try:
                return self._answer(route, caller, path)
            except NotFound:
                return not_found(csrf_token=session.csrf_token)

        self._open("POST" if isinstance(route, Post) else "GET", route.path, guarded)

    def _answer(self, route: Get | Post, caller: Caller, path: dict[str, str]) -> Response[str]:
        """What is refused comes back as the form's own page, with what was typed."""
        if isinstance(route, Get):
            return route.view(caller, **path)
        try:
            return self._noted(route.change, route, caller, path) if route.change else route.act(caller, **path)
        except FieldRefused as refusal:
            again = caller.refused(422, "", refusal.errors)
        except StateConflicted as refusal:
            again = caller.refused(409, refused(refusal))
        except CrmUncertainError:
            again = caller.refused(503, _UNCERTAIN)
        except (ClaimLost, QueueUnavailableError, CrmError):
            again = caller.refused(503, _BUSY)
        return route.page(again, **path)

    def _noted(self, change: Change, route: Post, caller: Caller, path: dict[str, str]) -> Response[str]:
        def done(_answer: Response[str]) -> Done:
            told = {name: caller.form.text(name) for name in change.told}
            return Done(self._calls.person(caller.tenant), "".join(caller.made), told)

        return self._witness(change, caller.tenant, path, lambda: route.act(caller, **path), done)

    def _sign_out(self, _caller: Caller) -> Response[str]:
        self._gate.leave(self._app.current_event.raw_event)
        return see_other(_SIGN_IN, [self._gate.jar.clear(SESSION)])

    def _link_page(self, token: str) -> Response[str]:
        """Looking does not use the link up: messengers open links to draw previews."""
        if self._start_session.is_good(token):
            return html(pages.render("use_link.html", action=f"{_SIGN_IN}/{token}"))
        return _dead_link()

    def _use_link(self, token: str) -> Response[str]:
        self._gate.check_site(self._app.current_event.raw_event)
        secret = self._start_session.by_link(token)
        if secret is None:
            return _dead_link()
        self._gate.leave(self._app.current_event.raw_event)
        return see_other("/console", [self._gate.jar.bake(SESSION, secret)])


def _sign_in_page() -> Response[str]:
    return html(pages.render("sign_in.html"))


def _asset(name: str) -> Response[str]:
    found = pages.static(name)
    return asset(*found) if found else not_found()


def _dead_link() -> Response[str]:
    text = "A sign-in link works once and for fifteen minutes. Ask for a new one."
    return message(404, "This link is used up", text, link=_SIGN_IN, link_text="How to sign in")


def _observed(rule: str, view: View) -> View:
    def seen(**path: str) -> Response[str]:
        answer = view(**path)
        observe.unit("console", outcome="ok" if answer.status_code < 400 else "refused", route=rule, status=answer.status_code)
        return answer

    return seen
