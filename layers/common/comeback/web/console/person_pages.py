"""The page of a person: what is known of them, everything to take away, and how to forget them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.domain.errors import FieldError, FieldRefused
from comeback.web.api.customer_routes import erasure_state
from comeback.web.api.customer_shapes import PersonAnswer
from comeback.web.api.endpoints import customer_of
from comeback.web.api.export_shapes import ExportAnswer
from comeback.web.changes import Change
from comeback.web.console.routes import Get, Post
from comeback.web.responses import download

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls

_PERSON = "/console/customers/<customer_id>"
_SURE = FieldError("erase.sure", "Tick this to show that you mean it: nobody can bring the person back.")


class PersonPages:
    """Views: a request in, one use case, a page out."""

    def __init__(self, calls: ConsoleCalls, base_url: str) -> None:
        """`base_url` begins the links of cards."""
        self._calls = calls
        self._people = calls.customers
        self._base_url = base_url

    def routes(self) -> list[Get | Post]:
        """The table of routes."""
        erased = Change("customer.erased", state=erasure_state(self._people.erase.erasures))
        return [
            Get(_PERSON, self.person),
            Get(f"{_PERSON}/export", self.export),
            Post(f"{_PERSON}/erasure", self.erase, self.person, erased),
        ]

    def person(self, caller: Caller, customer_id: str) -> Response[str]:
        """Profile, clients, cards, and the values that lost."""
        view = self._people.read(caller.tenant, customer_of(customer_id))
        connections = self._calls.tenant.connections.of_tenant(caller.tenant)
        programs = self._calls.programs.programs.of_tenant(caller.tenant)
        return caller.page(
            "person.html", person=PersonAnswer.of(view, self._base_url), form=caller.form,
            places={one.location_id: one.location.title for one in connections},
            zone=connections[0].location.timezone if connections else "UTC",
            titles={one.id: one.title for one in programs},
        )  # fmt: skip

    def export(self, caller: Caller, customer_id: str) -> Response[str]:
        """Everything, as the API gives it, as a file."""
        export = self._people.export(caller.tenant, customer_of(customer_id))
        body = ExportAnswer.of(export, self._base_url).model_dump_json(indent=2)
        return download(body, "application/json", f"{customer_id}.json")

    def erase(self, caller: Caller, customer_id: str) -> Response[str]:
        """Only with the tick."""
        if not caller.form.has("erase.sure"):
            raise FieldRefused(_SURE)
        self._people.erase(caller.tenant, customer_of(customer_id), self._calls.person(caller.tenant))
        return caller.go("/console/cards", "erasing")
