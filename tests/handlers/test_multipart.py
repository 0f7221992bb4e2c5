"""Forms with files, as browsers post them."""

from base64 import b64encode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.web.requests import files_of, form_of
from tests.handlers.events import http_event

_PNG = b"\x89PNG\r\n\r\n\x00\xff--"


def event_of(content_type: str, body: bytes) -> dict[str, object]:
    return http_event("POST", "/console", body=body, headers={"Content-Type": content_type})


def sent(fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> dict[str, object]:
    """As another implementation writes it."""
    request = httpx.Request("POST", "https://comeback.example", data=fields, files=files)
    return event_of(request.headers["content-type"], request.read())


def test_fields_and_files_are_told_apart() -> None:
    event = sent({"csrf_token": "a-token", "title": "Größe 1"}, {"image": ("a.png", _PNG)})
    assert form_of(event) == [("csrf_token", "a-token"), ("title", "Größe 1")]
    assert files_of(event) == {"image": _PNG}


def test_a_file_that_was_not_chosen_is_empty() -> None:
    assert files_of(sent({}, {"image": ("", b"")})) in ({"image": b""}, {})


def test_a_boundary_in_quotes_is_read() -> None:
    body = b'before\r\n--a b\r\ncontent-disposition: form-data; name="x"\r\n\r\n1\r\n--a b--\r\nafter'
    assert form_of(event_of('multipart/form-data; charset=utf-8; boundary="a b"', body)) == [("x", "1")]


@pytest.mark.parametrize(
    "kind", ["", "multipart/form-data", "multipart/form-data; boundary=", "application/json", "x; boundary=a"]
)
def test_a_body_of_another_type_has_no_files(kind: str) -> None:
    assert files_of(event_of(kind, b'--a\r\nContent-Disposition: form-data; name="x"; filename="y"\r\n\r\n1\r\n--a--')) == {}


def test_a_field_as_large_as_a_file_is_left_out() -> None:
    assert form_of(sent({"a": "x" * 70_000, "b": "1"}, {"image": ("a.png", _PNG)})) == [("b", "1")]


def test_a_body_that_is_no_base64_has_nothing() -> None:
    event = event_of("multipart/form-data; boundary=a", b"")
    assert (files_of({**event, "body": "?"}), form_of({**event, "body": b64encode(b"--a").decode()})) == ({}, [])


@given(st.binary(max_size=200), st.text(max_size=30))
def test_anything_is_read_without_a_failure(body: bytes, boundary: str) -> None:
    event = event_of(f"multipart/form-data; boundary={boundary}", b"--" + boundary.encode("utf-8", "replace") + b"\r\n" + body)
    files_of(event)
    form_of(event)
