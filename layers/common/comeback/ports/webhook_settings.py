"""Where Altegio sends a location's events."""

from typing import Protocol

from comeback.domain.ids import LocationId
from comeback.domain.webhook_settings import Plan, WebhookSettings


class WebhookDesk(Protocol):
    """Raises ports.crm.CrmError. Nothing here is asked for without the owner's leave."""

    def read(self, location: LocationId) -> WebhookSettings:
        """All receivers. Raises CrmRefusedError without the right to look (`webhook_read_access`)."""

    def write(self, location: LocationId, plan: Plan) -> None:
        """Replace everything by the plan. Raises CrmRefusedError without the right (`settings_access`), and
        ports.crm_writes.CrmUncertainError when it may have been done.
        """
