"""The page of what a location sends us: the plan, who else listens, and a new address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from comeback.domain.errors import StateConflicted
from comeback.domain.webhook_settings import EVENTS
from comeback.ports.crm import CrmError
from comeback.usecases.webhook_settings import Wish
from comeback.web.changes import Change
from comeback.web.console.routes import Get, Post, location_of
from comeback.web.texts import refused

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from comeback.usecases.webhook_settings import View
    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls

_PAGE = "/console/connections/<location_id>/webhooks"
_SILENT = "Altegio does not answer as it should at this moment. Look again in a minute."
WORDS = {
    "client": "clients",
    "record": "appointments",
    "loyalty_card": "loyalty cards",
    "goods_operations_sale": "sales of products and memberships",
    "finances_operation": "payments",
    "active": "everything: the address was switched off",
    "self_sending": "its own changes too",
}


class WebhookPages:
    """Views: a request in, one use case, a page out."""

    def __init__(self, calls: ConsoleCalls) -> None:
        """`calls` are shared by all pages."""
        self._calls = calls

    def routes(self) -> list[Get | Post]:
        """The table of routes."""
        changed = Change("webhook_settings.changed", "location_id")
        rotated = Change("hook_secret.rotated", "location_id")
        return [
            Get(_PAGE, self.webhooks),
            Post(_PAGE, self.change, self.webhooks, change=changed),
            Post(f"{_PAGE}/rotation", self.rotate, self.webhooks, change=rotated),
        ]

    def webhooks(self, caller: Caller, location_id: str, **_: str) -> Response[str]:
        """As Altegio has the settings at this moment; where it does not show them, the page says why."""
        view, problem = self._look(caller, location_id)
        ours = [one for one in view.settings.receivers if view.address.digest_in(one)] if view else []
        return replace(caller, problem=caller.problem or problem).page(
            "webhooks.html", location_id=location_of(location_id), view=view, form=caller.form,
            sent=[event for event in EVENTS if any(event in one.events for one in ours)], event_words=WORDS,
        )  # fmt: skip

    def change(self, caller: Caller, location_id: str) -> Response[str]:
        """The plan that the page has shown."""
        wish = Wish(accept_others=caller.form.has("accept_others", "on"), version=caller.form.text("version"))
        return self._write(caller, location_id, wish, "webhooks-changed")

    def rotate(self, caller: Caller, location_id: str) -> Response[str]:
        """A new address; the old one works for a day."""
        wish = Wish(rotate=True, accept_others=caller.form.has("accept_others", "on"))
        return self._write(caller, location_id, wish, "secret-rotated")

    def _write(self, caller: Caller, location_id: str, wish: Wish, notice: str) -> Response[str]:
        number = location_of(location_id)
        self._calls.webhooks.write(caller.tenant, number, wish)
        return caller.go(f"/console/connections/{number}/webhooks", notice)

    def _look(self, caller: Caller, location_id: str) -> tuple[View | None, str]:
        try:
            return self._calls.webhooks.read(caller.tenant, location_of(location_id)), ""
        except StateConflicted as refusal:
            return None, refused(refusal)
        except CrmError:
            return None, _SILENT
