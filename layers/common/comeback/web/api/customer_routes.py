"""Routes of people: what is known of them, their export, their erasure."""

from collections.abc import Callable
from dataclasses import dataclass

from aws_lambda_powertools.event_handler import Response

from comeback.domain.ids import CustomerId, TenantId, is_id
from comeback.domain.trail import Fields
from comeback.ports.erasures import Erasures
from comeback.usecases.change_customer import ChangeCustomer
from comeback.usecases.erase_customer import RequestErasure
from comeback.usecases.read_customer import ExportCustomer, ReadCustomer
from comeback.web.api.customer_shapes import CustomerChange, ErasureAnswer, PersonAnswer
from comeback.web.api.endpoints import Calling, Endpoint, customer_of, ok
from comeback.web.api.export_shapes import ExportAnswer
from comeback.web.changes import Change, Path

_CUSTOMER = "/api/v1/customers/<customer_id>"


@dataclass(frozen=True, slots=True)
class CustomerCalls:
    """The use cases behind the routes."""

    read: ReadCustomer
    change: ChangeCustomer
    export: ExportCustomer
    erase: RequestErasure


class CustomerRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: CustomerCalls, calling: Calling, base_url: str) -> None:
        """`base_url` begins the links of cards."""
        self._calls = calls
        self._calling = calling
        self._base_url = base_url

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        erased = erasure_state(self._calls.erase.erasures)
        return [
            Endpoint("GET", _CUSTOMER, self.read_customer, "A person with their cards", {200: PersonAnswer}),
            Endpoint(
                "PATCH", _CUSTOMER, self.change_customer, "Correct what is known of a person", {200: PersonAnswer}, (503,),
                has_body=True, change=Change("customer.changed", told=("changed",)),
            ),
            Endpoint("GET", f"{_CUSTOMER}/export", self.export_customer, "All that is held about a person", {200: ExportAnswer}),
            Endpoint(
                "DELETE", _CUSTOMER, self.erase_customer, "Forget a person", {202: ErasureAnswer}, (503,),
                change=Change("customer.erased", state=erased),
            ),
        ]  # fmt: skip

    def read_customer(self, customer_id: str) -> Response[PersonAnswer]:
        """Null values for somebody whom Altegio has forgotten; 404 for somebody who was erased."""
        view = self._calls.read(self._calling.tenant, customer_of(customer_id))
        return ok(PersonAnswer.of(view, self._base_url))

    def change_customer(self, customer_id: str, body: CustomerChange) -> Response[PersonAnswer]:
        """Where Altegio's values win, its next read of the client puts its own in place again."""
        tenant, customer = self._calling.tenant, customer_of(customer_id)
        changed = self._calls.change(tenant, customer, body.correction(), "api")
        return ok(PersonAnswer.of(self._calls.read(tenant, customer), self._base_url, changed))

    def export_customer(self, customer_id: str) -> Response[ExportAnswer]:
        """One document, however much it is."""
        return ok(ExportAnswer.of(self._calls.export(self._calling.tenant, customer_of(customer_id)), self._base_url))

    def erase_customer(self, customer_id: str) -> Response[ErasureAnswer]:
        """Entries stay without the person; passes are voided. Asked again, it changes nothing."""
        customer = customer_of(customer_id)
        self._calls.erase(self._calling.tenant, customer, self._calling.actor)
        return ok(ErasureAnswer(customer_id=customer), 202)


def erasure_state(erasures: Erasures) -> Callable[[TenantId, Path], Fields]:
    """Whether somebody is to be erased: who asks again has changed nothing."""

    def state(tenant: TenantId, path: Path) -> Fields:
        named = path["customer_id"]
        asked = erasures.asked(tenant, CustomerId(named)) if is_id("cu", named) else None
        return {"state": "erased" if asked else "known"}

    return state
