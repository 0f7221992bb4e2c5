"""Altegio's registration redirect: who is connecting, and which locations (altegio.md §1.5, §1.6).

The signature covers the user's data only: not the locations, no time, no nonce. What may follow from it is decided by
`usecases.connect_location`.
"""

import binascii
import hmac
import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from re import fullmatch

from comeback.domain.errors import AccessRefused, FieldError, FieldRefused
from comeback.domain.ids import LocationId

MOST_LOCATIONS = 200
_LARGEST_NUMBER = 2**53 - 1
_LONGEST_TEXT = 200

Query = Sequence[tuple[str, str]]
"""Names and values of a query, decoded, in order."""


@dataclass(frozen=True, slots=True)
class SignedUser:
    """The Altegio user that the signature vouches for; name and e-mail may be empty."""

    user_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect whose signature holds."""

    user: SignedUser
    locations: tuple[LocationId, ...]


def read_redirect(query: Query, partner_token: str) -> Redirect:
    """The signature first, then the JSON, then the locations.

    Raises AccessRefused when the signature is missing or wrong or names no user, FieldRefused for bad locations.
    """
    return Redirect(_signed_user(_verified(query, partner_token)), _locations(query))


def _verified(query: Query, partner_token: str) -> bytes:
    """The decoded `user_data`, whose HMAC-SHA256 under the partner token is `user_data_sign` (lower-case hex)."""
    data, sign = _only(query, "user_data"), _only(query, "user_data_sign")
    try:
        raw = b64decode(_padded(data.replace(" ", "+")), validate=True)  # a `+` may have become a space
    except (ValueError, binascii.Error) as problem:
        raise AccessRefused("The signature does not match.") from problem
    expected = hmac.new(partner_token.encode(), raw, sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), sign.encode("utf-8", "replace")):
        raise AccessRefused("The signature does not match.")
    return raw


def _only(query: Query, name: str) -> str:
    """The one value of a parameter: two different ones would leave open which was signed."""
    values = {value for key, value in query if key == name}
    if len(values) != 1 or values == {""}:
        raise AccessRefused("The signature is missing.")
    return values.pop()


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)


def _signed_user(raw: bytes) -> SignedUser:
    try:
        fields = json.loads(raw)
    except (ValueError, RecursionError) as problem:
        raise AccessRefused("The signed data cannot be read.") from problem
    if not isinstance(fields, dict):
        raise AccessRefused("The signed data cannot be read.")
    user_id = fields.get("id")
    number = _number(fields.get("user_id") if user_id is None else user_id)
    if number is None:
        raise AccessRefused("The signed data name no user.")
    return SignedUser(number, _text(fields.get("name")), _text(fields.get("email")))


def _locations(query: Query) -> tuple[LocationId, ...]:
    """From `salon_id`, `salon_ids[]`, `salon_ids[N]` and comma lists, each once, in order."""
    found = dict.fromkeys(_location_numbers(query))
    if not found:
        raise FieldRefused(FieldError("salon_id", "The link names no location."))
    if len(found) > MOST_LOCATIONS:
        raise FieldRefused(FieldError("salon_ids", f"At most {MOST_LOCATIONS} locations can be connected at once."))
    return tuple(found)


def _location_numbers(query: Query) -> Iterator[LocationId]:
    for text in _location_texts(query):
        number = _number(text.strip())
        if number is None:
            raise FieldRefused(FieldError("salon_id", "A location is a whole number."))
        yield LocationId(number)


def _location_texts(query: Query) -> Iterable[str]:
    for name, value in query:
        if name in ("salon_id", "salon_ids") or fullmatch(r"salon_ids\[\d{0,6}\]", name):
            yield from filter(str.strip, value.split(","))


def _number(value: object) -> int | None:
    """A positive whole number, maybe as text; anything else is None."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(_LARGEST_NUMBER)):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST_NUMBER:
        return value
    return None


def _text(value: object) -> str:
    """Text that can be stored: JSON escapes may spell lone surrogates, which no encoding has."""
    return value.encode("utf-8", "ignore").decode().strip()[:_LONGEST_TEXT] if isinstance(value, str) else ""
