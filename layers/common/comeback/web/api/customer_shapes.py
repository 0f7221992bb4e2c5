"""People as JSON."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr

from comeback.domain.customer import Former, Gender, Profile
from comeback.domain.profile_fields import name_parts
from comeback.usecases.change_customer import Correction
from comeback.usecases.read_customer import CustomerView
from comeback.web.api.card_shapes import CardAnswer, ConsentName
from comeback.web.api.shapes import Answer, Day, Flag, Instant, Request, Text


class ConsentAnswer(Answer):
    """A yes or no, and its proof where there is one: the version of the text, where it was asked, and when."""

    given: bool
    version: str | None
    source: str | None
    at: Instant | None


class ClientAnswer(Answer):
    """A client of Altegio. `deleted` there; `target`: of several clients with one phone the one that we write to."""

    location_id: int
    client_id: int
    deleted: bool
    target: bool


class FormerAnswer(Answer):
    """A value that lost: ours against Altegio's (`won` is `crm`), or Altegio's against ours (`own`)."""

    field: str
    value: str
    won: Literal["crm", "own"]
    at: Instant

    @classmethod
    def of(cls, former: Former) -> Self:
        """As it is kept."""
        return cls(field=former.field, value=former.value, won=former.won, at=former.at)


class PhoneMoveAnswer(Answer):
    """The phone that Altegio has for one of the clients; `kept`: it was decided that they stay all the same."""

    location_id: int
    client_id: int
    phone: str
    kept: bool


class ProfileAnswer(Answer):
    """What is known of a person. Where nobody has told first and last name apart, the last one is all but the first word.
    `phone` and the rest are null for somebody whom Altegio has forgotten.
    """

    id: str
    phone: str | None
    name: str | None
    first_name: str | None
    last_name: str | None
    email: str | None
    birthday: str | None
    gender: Literal["female", "male"] | None
    created_at: Instant
    consents: dict[str, ConsentAnswer]
    clients: list[ClientAnswer]
    former_values: list[FormerAnswer]
    other_phones: list[PhoneMoveAnswer]

    @classmethod
    def fields_from(cls, profile: Profile) -> dict[str, object]:
        """All of it by name."""
        first, last = name_parts(profile.name, profile.surname)
        return {
            "id": profile.id, "phone": profile.phone or None, "name": profile.name or None, "first_name": first or None,
            "last_name": last or None, "email": profile.email or None, "birthday": profile.birthday or None,
            "gender": profile.gender or None, "created_at": profile.created_at, "consents": _consents(profile),
            "clients": [
                ClientAnswer(
                    location_id=place, client_id=client, deleted=(place, client) in profile.gone,
                    target=profile.target_at(place) == client,
                )
                for place, client in profile.clients
            ],
            "former_values": [FormerAnswer.of(each) for each in profile.former],
            "other_phones": [
                PhoneMoveAnswer(location_id=move.location_id, client_id=move.client_id, phone=move.phone, kept=move.kept)
                for move in profile.moves
            ],
        }  # fmt: skip


class PersonAnswer(ProfileAnswer):
    """A person with their cards."""

    cards: list[CardAnswer]
    _changed: str = PrivateAttr("")

    @property
    def changed(self) -> str:
        """Names of the fields that the request has changed, for the audit trail."""
        return self._changed

    @classmethod
    def of(cls, view: CustomerView, base_url: str, changed: tuple[str, ...] = ()) -> Self:
        """A person as they are known now."""
        cards = [CardAnswer.of(card, base_url) for card in view.cards]
        answer = cls.model_validate({**cls.fields_from(view.profile), "cards": cards})
        answer._changed = ", ".join(changed)  # noqa: SLF001 - its own
        return answer


class CustomerChange(Request):
    """Fields that are left out stay; null removes an e-mail, a birthday or a gender. The phone is the key and changes in
    Altegio only.
    """

    name: Annotated[Text, Field(min_length=1, max_length=100)] | None = None
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    birthday: Day | None = None
    gender: Literal["female", "male"] | None = None
    consents: Annotated[dict[ConsentName, Flag], Field(default_factory=dict, max_length=20)]

    def correction(self) -> Correction:
        """The same for the use case."""
        given = self.model_fields_set
        gender: Gender = self.gender or ""
        birthday = self.birthday.isoformat() if isinstance(self.birthday, date) else ""
        return Correction(
            name=self.name,
            email=(self.email or "") if "email" in given else None,
            birthday=birthday if "birthday" in given else None,
            gender=gender if "gender" in given else None,
            consents=self.consents,
        )


class ErasureAnswer(Answer):
    """The person is being erased; it is done within moments, and cannot be stopped."""

    customer_id: str
    state: Literal["erasing"] = "erasing"


def _consents(profile: Profile) -> dict[str, ConsentAnswer]:
    notes = profile.consent_notes
    return {
        name: ConsentAnswer(
            given=yes,
            version=(notes[name].version or None) if name in notes else None,
            source=notes[name].source if name in notes else None,
            at=notes[name].at if name in notes else None,
        )
        for name, yes in profile.consents.items()
    }
