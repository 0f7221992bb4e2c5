"""The owner's system corrects what we know of a person; never the phone, which is the key."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from comeback.domain.customer import ConsentNote, Gender, Profile
from comeback.domain.errors import NotFound
from comeback.domain.ids import CustomerId, TenantId
from comeback.messages import ProfileToSend
from comeback.ports.customers import Customers
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.enrol_customer import refuse_future_birthday
from comeback.usecases.read_customer import ReadCustomer
from comeback.usecases.show_name import ShowName

_FIELDS = ("name", "email", "birthday", "gender")
_TO_ALTEGIO = frozenset({"name", "email", "birthday"})


@dataclass(frozen=True, slots=True)
class Correction:
    """None: stays as it is; empty: is removed. `consents` are set one by one."""

    name: str | None = None
    email: str | None = None
    birthday: str | None = None
    gender: Gender | None = None
    consents: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeCustomer:
    """Where Altegio's values win, the next read of the client puts its own in place again (loyalty-domain.md §5.2)."""

    read: ReadCustomer
    customers: Customers
    queue: AccrualQueue
    clock: Clock
    show_name: ShowName

    def __call__(self, tenant: TenantId, customer: CustomerId, correction: Correction, source: str) -> tuple[str, ...]:
        """The names of the fields that differ now; `source`: who said so, for the proof of a consent.

        Raises NotFound, FieldRefused, QueueUnavailableError: ask again.
        """
        refuse_future_birthday(correction.birthday or "", self.clock.now())
        before = self.read(tenant, customer).profile

        def change(stored: Profile) -> Profile:
            return self._corrected(stored, correction, source)

        after = None if before.is_forgotten else self.customers.change_profile(tenant, customer, change)
        if after is None:
            raise NotFound("There is no such customer.")
        self.show_name(before, after)
        changed = tuple(name for name in _FIELDS if getattr(after, name) != getattr(before, name))
        said = correction.consents
        consents = tuple(f"consents.{name}" for name in said if after.consents[name] != before.consents.get(name))
        # Also when nothing differs any more: whoever repeats a request that broke here must not lose the message.
        if after.clients and any(getattr(correction, name) is not None for name in _TO_ALTEGIO):
            self.queue.send(ProfileToSend(tenant, customer))
        return (*changed, *consents)

    def _corrected(self, profile: Profile, said: Correction, source: str) -> Profile:
        fresh = {name: yes for name, yes in said.consents.items() if profile.consents.get(name) != yes}
        notes = {name: ConsentNote("", source, self.clock.now()) for name in fresh}
        return replace(
            profile,
            name=profile.name if said.name is None else said.name,
            # Who writes a whole name does not say where the last one begins.
            surname=profile.surname if said.name in (None, profile.name) else "",
            email=profile.email if said.email is None else said.email,
            birthday=profile.birthday if said.birthday is None else said.birthday,
            gender=profile.gender if said.gender is None else said.gender,
            consents={**profile.consents, **fresh},
            consent_notes={**profile.consent_notes, **notes},
        )
