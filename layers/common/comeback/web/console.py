"""The owner's pages under `/console`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import Response

from comeback import observe
from comeback.domain.errors import NotFound
from comeback.domain.ids import JobId, LocationId, TenantId, is_id
from comeback.web import pages
from comeback.web.doors import message, not_found, router
from comeback.web.responses import asset, html, see_other
from comeback.web.session import SESSION, Gate

if TYPE_CHECKING:
    from comeback.ports.activations import ConnectJobs
    from comeback.ports.connections import Connections
    from comeback.ports.sessions import Session
    from comeback.usecases.sign_in import StartSession

View = Callable[..., Response[str]]
_SIGN_IN = "/console/sign-in"


class ConsoleDoor:
    """Pages are of two kinds: open ones, and those of a session, which get it as their first argument. A page of the
    first kind cannot read a session; a post of the second kind has passed the check of its form.
    """

    def __init__(self, gate: Gate, connections: Connections, jobs: ConnectJobs, start_session: StartSession) -> None:
        """`gate` knows the sessions."""
        self._gate = gate
        self._connections = connections
        self._jobs = jobs
        self._start_session = start_session
        self._app = router("console")
        self._open("GET", "/console/static/<name>", self._asset)
        self._open("GET", _SIGN_IN, self._sign_in_page)
        self._open("GET", f"{_SIGN_IN}/<token>", self._link_page)
        self._open("POST", f"{_SIGN_IN}/<token>", self._use_link)
        self._signed_in("GET", "/console", self._home)
        self._signed_in("GET", "/console/connections/<location_id>", self._connection)
        self._signed_in("GET", "/console/connecting/<job_id>", self._job)
        self._signed_in("POST", "/console/sign-out", self._sign_out)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer an HTTP API event."""
        return self._app.resolve(event, context)

    def _open(self, method: str, rule: str, view: View) -> None:
        self._app.route(rule, method=method)(_observed(rule, view))

    def _signed_in(self, method: str, rule: str, view: View) -> None:
        def guarded(**path: str) -> Response[str]:
            event = self._app.current_event.raw_event
            session = self._gate.session(event)
            if session is None:
                return see_other(_SIGN_IN)
            if method != "GET":
                self._gate.check_form(event, session)
            try:
                return view(session, **path)
            except NotFound:
                return not_found(csrf_token=session.csrf_token)

        self._open(method, rule, guarded)

    def _home(self, session: Session) -> Response[str]:
        tenant = self._connections.tenant(session.tenant_id)
        if tenant is None:
            raise NotFound("the tenant is gone")
        return _page(session, "home.html", tenant=tenant, connections=self._connections.of_tenant(tenant.id))

    def _connection(self, session: Session, location_id: str) -> Response[str]:
        number = (
            LocationId(int(location_id)) if location_id.isascii() and location_id.isdigit() and len(location_id) <= 15 else None
        )
        connection = self._connections.get(session.tenant_id, number) if number is not None else None
        if connection is None:
            raise NotFound("no such location")
        return _page(session, "connection.html", connection=connection)

    def _job(self, session: Session, job_id: str) -> Response[str]:
        """The progress of connecting several locations; the page reloads itself until all is done."""
        job = self._jobs.get(session.tenant_id, JobId(job_id), self._gate.clock.now()) if is_id("jb", job_id) else None
        if job is None:
            raise NotFound("no such job")
        titles = self._titles(session.tenant_id)
        rows = [
            {
                "outcome": outcome,
                "title": titles.get(location, f"Location {location}"),
                "href": f"/console/connections/{location}" if location in titles else None,
                "owner_hint": "",
            }
            for location, outcome in job.outcomes
        ]
        done = sum(outcome.value != "queued" for _, outcome in job.outcomes)
        lead = "Each location is connected for itself." if job.is_done else "This page shows the progress by itself."
        heading = f"{done} of {len(rows)} locations done"
        return _page(
            session, "results.html", heading=heading, lead=lead, rows=rows, refresh=not job.is_done, again=None, sign_in=False
        )  # fmt: skip

    def _titles(self, tenant: TenantId) -> dict[LocationId, str]:
        return {each.location_id: each.location.title for each in self._connections.of_tenant(tenant)}

    def _sign_out(self, _session: Session) -> Response[str]:
        self._gate.leave(self._app.current_event.raw_event)
        return see_other(_SIGN_IN, [self._gate.jar.clear(SESSION)])

    def _sign_in_page(self) -> Response[str]:
        return html(pages.render("sign_in.html"))

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

    def _asset(self, name: str) -> Response[str]:
        return asset(pages.stylesheet(), "text/css; charset=utf-8") if name == "style.css" else not_found()


def _page(session: Session, template: str, **values: Any) -> Response[str]:
    return html(pages.render(template, csrf_token=session.csrf_token, **values))


def _dead_link() -> Response[str]:
    text = "A sign-in link works once and for fifteen minutes. Ask for a new one."
    return message(404, "This link is used up", text, link=_SIGN_IN, link_text="How to sign in")


def _observed(rule: str, view: View) -> View:
    def seen(**path: str) -> Response[str]:
        answer = view(**path)
        observe.unit("console", outcome="ok" if answer.status_code < 400 else "refused", route=rule, status=answer.status_code)
        return answer

    return seen
