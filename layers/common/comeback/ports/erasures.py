"""People who are to be forgotten, and their forgetting (interfaces.md §5, `DELETE /customers/{id}`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comeback.domain.ids import CustomerId, TenantId
from comeback.domain.ledger import Actor


@dataclass(frozen=True, slots=True)
class Erasure:
    """Who asked for it, and when. It is kept for ever, because it is all that is left of the person."""

    customer_id: CustomerId
    actor: Actor
    at: datetime


class Erasures(Protocol):
    """What is gone does not come back: who is synchronised again later is a new customer."""

    def ask(self, tenant: TenantId, erasure: Erasure) -> bool:
        """Remember that somebody is to be forgotten; answers whether it is new. The first request stays."""

    def asked(self, tenant: TenantId, customer: CustomerId) -> Erasure | None:
        """The request; None when nobody has asked."""

    def forget(self, tenant: TenantId, customer: CustomerId) -> None:
        """Remove the profile, the phone's pointer, the ties to Altegio's clients and the mirrors with their pointers. What is
        removed already is no error; a call that broke is mended by the next one.
        """
