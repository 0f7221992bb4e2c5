"""Complaints of phones by kind; whatever else comes is one of the kind `unreadable`."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comeback.usecases.note_phone_log import LONGEST_BODY, note_phone_log

FRONT = "[2026-11-25 07:21:33 +0000] "


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Server requested update to serial number 'x', but the pass was unchanged.", "update_without_change"),
        ("Server ignored the 'if-modified-since' header (Sun, 22 Nov 2026 07:21:33 GMT)", "ignored_if_modified_since"),
        (
            "Response to 'What changed?' request included 1 serial numbers but the lastUpdated tag (7) remained the same.",
            "tag_did_not_grow",
        ),
        ("Register task (for device 1) encountered error: Unexpected response code 401", "register_failed"),
        ("Unregister task (for device 1) encountered error: Unexpected response code 401", "unregister_failed"),
        ("Get serial #s task (for device 1) encountered error: Unexpected response code 404", "list_failed"),
        ("Get pass task (pass type x) encountered error: Unexpected response code 500", "fetch_failed"),
        ("Something that nobody has seen", "other"),
    ],
)
def test_a_complaint_has_a_kind(text: str, kind: str) -> None:
    assert note_phone_log(json.dumps({"logs": [FRONT + text]}).encode()) == {kind: 1}


def test_complaints_are_counted() -> None:
    logs = ["Register task", "Register task", {"Get pass task": 1}, None]
    assert note_phone_log(json.dumps({"logs": logs}).encode()) == {"register_failed": 2, "fetch_failed": 1, "other": 1}


@pytest.mark.parametrize(
    "body", [b"", b"rubbish", b"[]", b"7", b'"logs"', b"{}", b'{"logs": "x"}', b'{"logs": 7}', b"\xff", b"[" * 8000]
)
def test_another_shape_is_unreadable(body: bytes) -> None:
    assert note_phone_log(body) == {"unreadable": 1}


def test_a_body_that_is_too_long_is_not_read() -> None:
    long = json.dumps({"logs": ["x" * LONGEST_BODY]}).encode()
    assert note_phone_log(long) == {"unreadable": 1}


@given(
    st.binary()
    | st.recursive(st.none() | st.text(), lambda inner: st.lists(inner, max_size=4), max_leaves=6).map(
        lambda logs: json.dumps({"logs": logs}).encode()
    )
)
def test_anything_is_counted(body: bytes) -> None:
    assert all(count > 0 for count in note_phone_log(body).values())
