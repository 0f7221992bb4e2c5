"""What a location sends us, over REST: looked at, planned, changed; and a new secret for our address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from comeback.domain.ids import LocationId
from comeback.domain.webhook_settings import EVENTS, OtherReceiver, Plan
from comeback.usecases.webhook_settings import ReadWebhookSettings, View, Wish, WriteWebhookSettings
from comeback.web.api.endpoints import Calling, Endpoint, ok
from comeback.web.api.shapes import Answer, Flag, Instant, Request, Text
from comeback.web.changes import Change

_Location = Annotated[int, Path(ge=1, le=2**53)]
_AT = "/api/v1/connections/<location_id>"


class OtherReceiverAnswer(Answer):
    """Somebody else to whom the location sends events. `gains`: what they would be sent in addition."""

    host: str
    events: list[str]
    gains: list[str]

    @classmethod
    def of(cls, one: OtherReceiver) -> Self:
        """By host only."""
        return cls(host=one.host, events=list(one.events), gains=list(one.gains))


class PlanAnswer(Answer):
    """What `POST` would write. Everything that is there stays. `adds_address`: no address of ours that works is registered.
    `switches_on`: events that would come to us and do not now. `possible`: Altegio takes ten addresses.
    """

    needed: bool
    possible: bool
    adds_address: bool
    switches_on: list[str]
    needs_accept_other_receivers: bool

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """A plan that was not carried out."""
        return cls(
            needed=plan.is_needed, possible=plan.is_possible, adds_address=plan.adds_address,
            switches_on=list(plan.switches_on), needs_accept_other_receivers=bool(plan.others),
        )  # fmt: skip


class WebhookSettingsAnswer(Answer):
    """`version` tells whether the settings are still as they were seen. `events`: what is sent to us now.
    `old_address_valid_until`: an address that was replaced works until then.
    """

    location_id: int
    version: str
    events: list[str]
    other_receivers: list[OtherReceiverAnswer]
    plan: PlanAnswer
    old_address_valid_until: Instant | None

    @classmethod
    def of(cls, view: View) -> Self:
        """The settings as they were read."""
        ours = [one for one in view.settings.receivers if view.address.digest_in(one) and "active" in one.switches]
        ends = [one.valid_until for one in view.connection.hook_secrets if one.valid_until]
        return cls(
            location_id=view.connection.location_id, version=view.settings.version,
            events=[event for event in EVENTS if any(event in one.events for one in ours)],
            other_receivers=[OtherReceiverAnswer.of(one) for one in view.plan.others], plan=PlanAnswer.of(view.plan),
            old_address_valid_until=max(ends, default=None),
        )  # fmt: skip


class WebhookSettingsChange(Request):
    """`confirm` says that the plan may be carried out; with `version` only if the settings are as they were seen."""

    confirm: Literal[True]
    accept_other_receivers: Flag = False
    version: Text = ""


class HookSecretRotation(Request):
    """Altegio learns a new address by writing the settings of the whole location, so others who listen are accepted apart."""

    accept_other_receivers: Flag = False


@dataclass(frozen=True, slots=True)
class WebhookCalls:
    """The use cases behind the routes."""

    read: ReadWebhookSettings
    write: WriteWebhookSettings


class WebhookRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: WebhookCalls, calling: Calling) -> None:
        """`calling` knows the tenant."""
        self._calls = calls
        self._calling = calling

    def endpoints(self) -> Sequence[Endpoint]:
        """The table of routes."""
        done, problems = {200: WebhookSettingsAnswer}, (409, 503)
        return [
            Endpoint(
                "GET", f"{_AT}/webhook-settings", self.read_webhook_settings, "What Altegio sends us, and what we would change",
                done, problems,
            ),
            Endpoint(
                "POST", f"{_AT}/webhook-settings", self.change_webhook_settings, "Carry the plan out, for the whole location",
                done, problems, has_body=True, change=Change("webhook_settings.changed", "location_id"),
            ),
            Endpoint(
                "POST", f"{_AT}/hook-secret/rotation", self.rotate_hook_secret, "A new address for a location's events",
                done, problems, has_body=True, change=Change("hook_secret.rotated", "location_id"),
            ),
        ]  # fmt: skip

    def read_webhook_settings(self, location_id: _Location) -> Response[WebhookSettingsAnswer]:
        """As Altegio has them at this moment; nothing is changed there."""
        return ok(WebhookSettingsAnswer.of(self._calls.read(self._calling.tenant, LocationId(location_id))))

    def change_webhook_settings(self, location_id: _Location, body: WebhookSettingsChange) -> Response[WebhookSettingsAnswer]:
        """The settings as they were read back."""
        wish = Wish(accept_others=body.accept_other_receivers, version=body.version)
        return self._write(location_id, wish)

    def rotate_hook_secret(
        self, location_id: _Location, body: HookSecretRotation | None = None
    ) -> Response[WebhookSettingsAnswer]:
        """The old address works for another day; while the end of the write is unknown, both work."""
        return self._write(location_id, Wish(rotate=True, accept_others=bool(body and body.accept_other_receivers)))

    def _write(self, location_id: int, wish: Wish) -> Response[WebhookSettingsAnswer]:
        return ok(WebhookSettingsAnswer.of(self._calls.write(self._calling.tenant, LocationId(location_id), wish)))
