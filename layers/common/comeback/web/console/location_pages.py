"""Pages of locations: how they are connected, what runs there, and the synchronisation of their clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.domain.errors import NotFound
from comeback.domain.ids import JobId, LocationId, is_id
from comeback.web.api.endpoints import job_of
from comeback.web.api.sync_routes import SyncRequest
from comeback.web.changes import Change
from comeback.web.console.routes import Get, Post, location_of
from comeback.web.console.words import meaning_of
from comeback.web.forms import validated, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_lambda_powertools.event_handler import Response

    from comeback.domain.program import Program
    from comeback.domain.words import Words
    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls

_LOCATION = "/console/connections/<location_id>"
_ROWS = 50


class LocationPages:
    """Views: a request in, one use case, a page out."""

    def __init__(self, calls: ConsoleCalls) -> None:
        """`calls` are shared by all pages."""
        self._calls = calls
        self._connections = calls.tenant.connections

    def routes(self) -> list[Get | Post]:
        """The table of routes."""
        return [
            Get("/console", self.home),
            Get(_LOCATION, self.location),
            Get("/console/connecting/<job_id>", self.connecting),
            Post(f"{_LOCATION}/sync", self.start_sync, self.location, Change("sync.started")),
            Get("/console/sync/<job_id>", self.past),
            Post("/console/sync/<job_id>/stop", self.stop_sync, self.home, Change("sync.stopped")),
            Post("/console/sync/<job_id>/commit", self.commit_past, self.past, Change("sync.committed")),
        ]

    def home(self, caller: Caller, **_: str) -> Response[str]:
        """All locations."""
        tenant = self._connections.tenant(caller.tenant)
        if tenant is None:
            raise NotFound("the tenant is gone")
        programs = self._calls.programs.programs.of_tenant(tenant.id)
        return caller.page("home.html", tenant=tenant, connections=self._connections.of_tenant(tenant.id), programs=programs)

    def location(self, caller: Caller, location_id: str) -> Response[str]:
        """One location; while its clients are being read, the page shows how far that is."""
        number = location_of(location_id)
        connection = self._connections.get(caller.tenant, number)
        if connection is None:
            raise NotFound("no such location")
        job = self._calls.sync.follow.latest(caller.tenant, number)
        programs = self._calls.programs.programs.of_tenant(caller.tenant)
        rows = _rows(programs, number, self._calls.programs.words(caller.languages))
        is_open = job is not None and job.is_open
        return caller.page(
            "connection.html", connection=connection, rows=rows, job=job, refresh=is_open, form=caller.form
        )  # fmt: skip

    def start_sync(self, caller: Caller, location_id: str) -> Response[str]:
        """Or go on with the one that is under way."""
        number = location_of(location_id)
        typed, since = caller.form, caller.form.text("backfill_from")
        # Here stamps for the past are given only by somebody who has seen how many.
        raw = {
            "backfill_from": since or None,
            "backfill_cap": whole(typed.text("backfill_cap")),
            "preview": bool(since) or typed.has("preview"),
        }
        wish = validated(SyncRequest, raw).wish
        caller.made.append(self._calls.sync.start(caller.tenant, number, wish).id)
        return caller.go(f"/console/connections/{number}", "sync-started")

    def stop_sync(self, caller: Caller, job_id: str) -> Response[str]:
        """What was read stays."""
        job = self._calls.sync.follow.stop(caller.tenant, job_of(job_id))
        return caller.go(f"/console/connections/{job.location_id}", "sync-stopped")

    def past(self, caller: Caller, job_id: str) -> Response[str]:
        """What each card has for visits from before it."""
        job = self._calls.sync.follow(caller.tenant, job_of(job_id))
        cards, cursor = self._calls.sync.follow.cards(caller.tenant, job.id, _ROWS, caller.query.get("cursor"))
        return caller.page("past.html", job=job, cards=cards, cursor=cursor)

    def commit_past(self, caller: Caller, job_id: str) -> Response[str]:
        """The stamps of a preview are given."""
        job = self._calls.sync.commit(caller.tenant, job_of(job_id))
        return caller.go(f"/console/connections/{job.location_id}", "backfill-committed")

    def connecting(self, caller: Caller, job_id: str) -> Response[str]:
        """The progress of connecting several locations; the page reloads itself until all is done."""
        job = self._calls.jobs.get(caller.tenant, JobId(job_id), self._calls.clock.now()) if is_id("jb", job_id) else None
        if job is None:
            raise NotFound("no such job")
        titles = {each.location_id: each.location.title for each in self._connections.of_tenant(caller.tenant)}
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
        return caller.page(
            "results.html", heading=heading, lead=lead, rows=rows, refresh=not job.is_done, again=None, sign_in=False
        )  # fmt: skip


def _rows(programs: Sequence[Program], location: LocationId, words: Words) -> list[dict[str, Any]]:
    """The programs of a location, each with what its settings mean there; None: no settings yet."""
    here = [program for program in programs if location in program.locations]
    return [
        {
            "program": program,
            "meaning": meaning_of(program, row.settings, words) if (row := program.newest_row(location)) else None,
        }
        for program in here
    ]
