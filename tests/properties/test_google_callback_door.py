"""Whatever strangers post as a callback, nothing breaks and nothing changes."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from comeback.usecases.receive_google_callback import CallbackOutcome
from dev.google.callbacks import SENDER, VERSION, sign
from tests.google_world import GoogleWorld
from tests.handlers.test_google_doors import Doors
from tests.memory.google import ISSUER

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
)
TOP = ["signature", "protocolVersion", "signedMessage", "intermediateSigningKey"]
FIELDS = ["classId", "objectId", "eventType", "expTimeMillis", "nonce"]


@given(st.binary(max_size=300) | anything.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_answered(body: bytes) -> None:
    doors = Doors()
    assert doors("POST", "/google/callback", body)["statusCode"] == 400
    assert doors.world.passes.rows == {}


@given(st.sampled_from(TOP), anything)
def test_a_genuine_callback_with_any_part_replaced_is_not_genuine(part: str, value: Any) -> None:
    world = GoogleWorld().offered()
    before = world.row
    envelope = world.envelope()
    if envelope[part] == value:
        return
    outcome = world.receive(json.dumps(envelope | {part: value}).encode())
    assert not outcome.is_genuine
    assert world.row == before


@given(st.integers(0, 100_000), st.integers(1, 255))
def test_a_genuine_callback_with_any_byte_changed_says_nothing_else(place: int, flip: int) -> None:
    world = GoogleWorld().offered()
    before = world.row
    envelope = world.envelope()
    body = bytearray(json.dumps(envelope).encode())
    body[place % len(body)] ^= flip
    outcome = world.receive(bytes(body))
    # A byte may leave the meaning as it was: white space, or the last bits of a base64 text.
    assert world.row == before or outcome is CallbackOutcome.SAVED
    assert outcome is not CallbackOutcome.REMOVED


@given(st.dictionaries(st.sampled_from(FIELDS), anything, min_size=1))
def test_a_signed_message_may_say_anything(fields: dict[str, Any]) -> None:
    world = GoogleWorld().offered()
    assert isinstance(world.called_back(world.envelope(**fields)), CallbackOutcome)


@given(st.text(max_size=80) | anything.map(json.dumps))
def test_a_signed_key_may_be_anything(text: str) -> None:
    world = GoogleWorld().offered()
    envelope = world.envelope()
    try:
        signature = sign(world.signer.root, SENDER, VERSION, text)
    except UnicodeEncodeError:
        signature = ""
    envelope["intermediateSigningKey"] = {"signedKey": text, "signatures": [signature]}
    assert not world.receive(json.dumps(envelope).encode()).is_genuine
    assert ISSUER in envelope["signedMessage"]
