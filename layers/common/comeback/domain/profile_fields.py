"""Two say who a person is, Altegio and we: field by field one of them wins, and the loser is kept (loyalty-domain.md §5.2).

Never in scope: the phone, which is the key, consents, balances.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from comeback.domain.customer import Former, Gender, Profile

KEPT = 10
"""Former values of a person; older ones are forgotten."""


@dataclass(frozen=True, slots=True)
class Said:
    """What Altegio says of a client. `surname` is the end of `name`, if it is told apart there."""

    name: str = ""
    surname: str = ""
    email: str = ""
    birthday: str = ""
    gender: Gender = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """The profile after the comparison; `overruled`: fields whose loser is new; `to_send`: Altegio does not have a value of
    ours that was kept.
    """

    profile: Profile
    overruled: tuple[str, ...] = ()
    to_send: bool = False


def compare(profile: Profile, said: Said, *, crm_wins: bool, at: datetime) -> Compared:
    """Who wins, field by field. An empty value never overwrites, whoever has priority, and is filled in by the other."""
    kept: dict[str, str] = {}
    former: list[Former] = []
    to_send = False
    for field, ours, theirs in _fields(profile, said):
        kept[field] = theirs if theirs and (crm_wins or not ours) else ours
        to_send = to_send or (not crm_wins and bool(ours) and ours != theirs)
        if ours and theirs and ours != theirs:
            former.append(Former(field, ours if crm_wins else theirs, "crm" if crm_wins else "own", at))
    fresh = [each for each in former if not _is_known(profile, each)]
    after = replace(with_fields(profile, kept), former=(*profile.former, *fresh)[-KEPT:])
    return Compared(after, tuple(each.field for each in fresh), to_send)


def with_fields(profile: Profile, values: dict[str, str]) -> Profile:
    """The profile with other values; fields that are not named stay."""
    first, last = name_parts(profile.name, profile.surname)
    first, last = values.get("first_name", first), values.get("last_name", last)
    name = f"{first} {last}".strip()
    return replace(
        profile,
        name=name,
        # Where nobody has told the two apart, our reading of a name is no knowledge.
        surname=profile.surname if name == " ".join(profile.name.split()) else last,
        email=values.get("email", profile.email),
        birthday=values.get("birthday", profile.birthday),
        gender=_gender(values.get("gender", profile.gender)),
    )


def name_parts(name: str, surname: str) -> tuple[str, str]:
    """First and last name; where they are not told apart, the first word and the rest."""
    whole, last = " ".join(name.split()), " ".join(surname.split())
    if last and whole.endswith(last):
        return whole[: -len(last)].strip(), last
    first, _, rest = whole.partition(" ")
    return first, rest


def _fields(profile: Profile, said: Said) -> Iterator[tuple[str, str, str]]:
    """Name of the field, our value, Altegio's."""
    ours, theirs = name_parts(profile.name, profile.surname), name_parts(said.name, said.surname)
    if " ".join(said.name.split()) == " ".join(profile.name.split()):
        theirs = ours  # told apart in another way, or by one side only
    elif not said.surname and " ".join(said.name.split()) == ours[0]:
        theirs = ours[0], ""  # a first name of several words
    yield "first_name", ours[0], theirs[0]
    yield "last_name", ours[1], theirs[1]
    yield "email", profile.email, said.email
    yield "birthday", profile.birthday, said.birthday
    yield "gender", profile.gender, said.gender


def _is_known(profile: Profile, one: Former) -> bool:
    """Whether this loser was the field's last one already: Altegio tells of a client with every visit."""
    last = next((each for each in reversed(profile.former) if each.field == one.field), None)
    return last is not None and (last.value, last.won) == (one.value, one.won)


def _gender(text: str) -> Gender:
    return "female" if text == "female" else "male" if text == "male" else ""
