"""The registration redirect, with the vectors of docs (altegio.md §1.6) and everything that may be wrong with it."""

import hmac
import json
from base64 import b64encode
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.errors import AccessRefused, FieldRefused
from comeback.domain.redirect import SignedUser, read_redirect

TOKEN = "EXAMPLE_PARTNER_TOKEN_0001"
ONE = (
    "https://partner.example/altegio/connect?salon_id=4564&user_data=eyJpZCI6NzQ2MzEwLCJuYW1lIjoiWm%2FDqyBNw7xsbGVyIiwic"
    "GhvbmUiOiIxMzE1NTU1MDE3NSIsImVtYWlsIjoib3duZXJAZXhhbXBsZS5jb20iLCJpc19hcHByb3ZlZCI6dHJ1ZSwiYXZhdGFyIjoiaHR0cHM6Ly9h"
    "c3NldHMuZXhhbXBsZS5jb20vYS5wbmciLCJzYWxvbl9uYW1lIjoiTGEgVmlzYWdlIn0%3D&user_data_sign="
    "811ec3db4225450dfb857fc947bf8a141616e64815c3202cc30aec3fa76a7980"
)
TWO = (
    "https://partner.example/altegio/connect?salon_ids[]=4564&salon_ids[]=24697&user_data=eyJ1c2VyX2lkIjo3NDYzMTAsIm5hbW"
    "UiOiJBbGV4IFNtaXRoIiwiZW1haWwiOiJvd25lckBleGFtcGxlLmNvbSIsInBob25lIjoiMTMxNTU1NTAxNzUifQ%3D%3D&user_data_sign="
    "d83e4c9d57a87bc39670c2dc76a60f1fe88796ceea57adc01ba10a71a29625ff"
)


def query_of(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def signed(raw: bytes | dict[str, object], *locations: tuple[str, str]) -> list[tuple[str, str]]:
    body = raw if isinstance(raw, bytes) else json.dumps(raw, ensure_ascii=False).encode()
    sign = hmac.new(TOKEN.encode(), body, sha256).hexdigest()
    return [*locations, ("user_data", b64encode(body).decode()), ("user_data_sign", sign)]


def test_the_documented_single_redirect_is_read() -> None:
    redirect = read_redirect(query_of(ONE), TOKEN)
    assert redirect.user == SignedUser(746310, "Zoë Müller", "owner@example.com")
    assert redirect.locations == (4564,)


def test_the_documented_multiple_redirect_with_older_fields_is_read() -> None:
    redirect = read_redirect(query_of(TWO), TOKEN)
    assert redirect.user.user_id == 746310
    assert redirect.locations == (4564, 24697)


@pytest.mark.parametrize(
    "locations",
    [
        [("salon_ids", "4564,24697")],
        [("salon_ids[0]", "4564"), ("salon_ids[1]", "24697")],
        [("salon_id", "4564"), ("salon_ids[]", "24697"), ("salon_ids[]", "4564")],
        [("salon_ids", " 4564 , 24697,")],
    ],
)
def test_every_form_of_several_locations_is_read_once_each(locations: list[tuple[str, str]]) -> None:
    assert read_redirect(signed({"id": 1}, *locations), TOKEN).locations == (4564, 24697)


def test_a_plus_that_became_a_space_is_restored() -> None:
    raw = json.dumps({"id": 1, "name": "\u00fb\u00fe\u00fb~~>>>???"}, ensure_ascii=False).encode()
    query = signed(raw, ("salon_id", "1"))
    spoilt = [(name, value.replace("+", " ")) for name, value in query]
    assert any(" " in value for _, value in spoilt)
    assert read_redirect(spoilt, TOKEN).user.user_id == 1


def test_padding_may_be_missing() -> None:
    query = [(name, value.rstrip("=")) for name, value in signed({"id": 12}, ("salon_id", "1"))]
    assert read_redirect(query, TOKEN).user.user_id == 12


@pytest.mark.parametrize("drop", ["user_data", "user_data_sign"])
@pytest.mark.parametrize("blank", [True, False])
def test_without_data_or_signature_access_is_refused(drop: str, blank: bool) -> None:
    query = [(name, value) for name, value in query_of(ONE) if name != drop] + ([(drop, "")] if blank else [])
    with pytest.raises(AccessRefused):
        read_redirect(query, TOKEN)


@pytest.mark.parametrize("sign", ["0" * 64, "811EC3", "é", "811ec3db4225450dfb857fc947bf8a14"])
def test_a_wrong_signature_is_refused(sign: str) -> None:
    query = [(name, value if name != "user_data_sign" else sign) for name, value in query_of(ONE)]
    with pytest.raises(AccessRefused):
        read_redirect(query, TOKEN)


def test_a_signature_over_the_base64_text_is_refused() -> None:
    data = b64encode(b'{"id": 1}').decode()
    sign = hmac.new(TOKEN.encode(), data.encode(), sha256).hexdigest()
    with pytest.raises(AccessRefused):
        read_redirect([("salon_id", "1"), ("user_data", data), ("user_data_sign", sign)], TOKEN)


def test_two_different_signed_texts_are_refused() -> None:
    with pytest.raises(AccessRefused):
        read_redirect([*query_of(ONE), ("user_data", "eyJpZCI6MX0=")], TOKEN)


def test_the_signature_is_checked_before_the_json() -> None:
    with pytest.raises(AccessRefused, match="does not match"):
        read_redirect([("user_data", b64encode(b"[").decode()), ("user_data_sign", "0" * 64)], TOKEN)


@pytest.mark.parametrize(
    "raw", [b"[]", b"{", b"\xff", b"null", b'{"name": "x"}', b'{"id": true}', b'{"id": -1}', b'{"id": "x"}', b'{"id": 1.5}']
)
def test_signed_data_without_a_user_are_refused(raw: bytes) -> None:
    with pytest.raises(AccessRefused):
        read_redirect(signed(raw, ("salon_id", "1")), TOKEN)


def test_the_id_may_be_text_and_other_fields_may_be_anything() -> None:
    user = read_redirect(signed({"id": "7", "name": None, "email": 5}, ("salon_id", "1")), TOKEN).user
    assert user == SignedUser(7, "", "")


def test_text_that_no_encoding_has_is_cleaned() -> None:
    user = read_redirect(signed(rb'{"id": 7, "name": "a\ud800b"}', ("salon_id", "1")), TOKEN).user
    assert user.name == "ab"


@pytest.mark.parametrize("value", ["x", "-1", "0", "1.5", "٣", "9" * 20, "1,x"])
def test_a_location_that_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(FieldRefused):
        read_redirect(signed({"id": 1}, ("salon_id", value)), TOKEN)


def test_no_location_and_too_many_are_refused() -> None:
    with pytest.raises(FieldRefused):
        read_redirect(signed({"id": 1}, ("salon_id", "")), TOKEN)
    many = ",".join(map(str, range(1, 202)))
    with pytest.raises(FieldRefused):
        read_redirect(signed({"id": 1}, ("salon_ids", many)), TOKEN)


@given(st.lists(st.tuples(st.sampled_from(["salon_id", "salon_ids[]", "user_data", "user_data_sign"]), st.text())))
def test_no_query_gets_through_or_breaks_it(query: list[tuple[str, str]]) -> None:
    with pytest.raises(AccessRefused):
        read_redirect(query, TOKEN)


@given(st.binary())
def test_signed_bytes_of_any_kind_break_nothing(raw: bytes) -> None:
    with pytest.raises((AccessRefused, FieldRefused)):
        read_redirect(signed(raw), TOKEN)
