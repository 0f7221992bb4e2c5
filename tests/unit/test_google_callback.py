"""Each check of a callback (wallets.md §4.7) has a callback that only this check refuses; signed as Google signs."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comeback.adapters.google.callbacks import verify_ecdsa
from comeback.domain.google_callbacks import CallbackMalformed, parse_envelope, signed_bytes
from comeback.domain.google_passes import GoogleState
from comeback.ports.google_wallet import GoogleUnavailableError
from comeback.usecases.receive_google_callback import CallbackOutcome
from dev.google.callbacks import SENDER, VERSION, Signer, public, sign
from tests import builders
from tests.google_world import CLASS, OBJECT, GoogleWorld, card_numbered
from tests.memory.google import ISSUER

OTHER_ISSUER = "3388000000000000002"
Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def world() -> GoogleWorld:
    return GoogleWorld().offered()


def ms(world: GoogleWorld, **after: int) -> int:
    return int((world.clock.now() + timedelta(**after)).timestamp() * 1000)


def with_key(signer: Signer, root: ec.EllipticCurvePrivateKey, ends: object, version: str = VERSION) -> dict[str, Any]:
    """An intermediate key signed by `root`."""
    key = json.dumps({"keyValue": public(signer.intermediate), "keyExpiration": ends})
    return {"signedKey": key, "signatures": [sign(root, SENDER, version, key)]}


def test_a_saved_card_is_saved_and_a_deleted_one_removed(world: GoogleWorld) -> None:
    outcomes = [(world.called_back(world.envelope(event)), world.row.state) for event in ("save", "del")]
    assert outcomes == [(CallbackOutcome.SAVED, GoogleState.SAVED), (CallbackOutcome.REMOVED, GoogleState.REMOVED)]


def test_a_callback_leaves_what_google_was_told(world: GoogleWorld) -> None:
    before = world.row
    world.called_back(world.envelope())
    assert world.row == replace(before, state=GoogleState.SAVED)


def test_a_message_in_any_language_is_signed_by_its_bytes(world: GoogleWorld) -> None:
    assert world.called_back(world.envelope(note="Žofie 🎉")) is CallbackOutcome.SAVED


def test_1_another_protocol_is_refused(world: GoogleWorld) -> None:
    envelope = world.envelope() | {"protocolVersion": "ECv1"}
    assert world.called_back(envelope) is CallbackOutcome.OTHER_PROTOCOL


def test_2_a_root_key_that_has_ended_counts_no_more(world: GoogleWorld) -> None:
    world.roots.keys = [replace(key, expires_at_ms=ms(world)) for key in world.published()]
    assert world.called_back(world.envelope()) is CallbackOutcome.KEY_NOT_SIGNED


def test_2_a_root_key_of_another_protocol_does_not_count(world: GoogleWorld) -> None:
    world.roots.keys = [replace(key, protocol="ECv2") for key in world.published()]
    assert world.called_back(world.envelope()) is CallbackOutcome.KEY_NOT_SIGNED


def test_2_without_keys_google_is_asked_to_call_again(world: GoogleWorld) -> None:
    world.roots.keys = None
    with pytest.raises(GoogleUnavailableError):
        world.called_back(world.envelope())


def test_3_a_key_that_google_has_not_signed_is_refused(world: GoogleWorld) -> None:
    stranger = Signer(lambda: world.clock.now().timestamp())
    envelope = stranger.envelope(ISSUER, world.signer.message(CLASS, OBJECT, "save"))
    assert world.called_back(envelope) is CallbackOutcome.KEY_NOT_SIGNED


def test_3_a_key_signed_for_another_protocol_is_refused(world: GoogleWorld) -> None:
    key = with_key(world.signer, world.signer.root, str(ms(world, hours=1)), version="ECv2")
    assert world.called_back(world.envelope() | {"intermediateSigningKey": key}) is CallbackOutcome.KEY_NOT_SIGNED


def test_3_one_good_signature_among_others_is_enough(world: GoogleWorld) -> None:
    envelope = world.envelope()
    envelope["intermediateSigningKey"]["signatures"].insert(0, b64encode(b"another root's").decode())
    assert world.called_back(envelope) is CallbackOutcome.SAVED


def test_3_a_long_list_of_signatures_does_not_keep_us_busy(world: GoogleWorld) -> None:
    envelope = world.envelope()
    key = envelope["intermediateSigningKey"]
    key["signatures"] = [b64encode(b"no").decode()] * 10 + key["signatures"]
    assert world.called_back(envelope) is CallbackOutcome.KEY_NOT_SIGNED


def test_4_an_intermediate_key_that_has_ended_is_refused(world: GoogleWorld) -> None:
    key = with_key(world.signer, world.signer.root, str(ms(world)))
    assert world.called_back(world.envelope() | {"intermediateSigningKey": key}) is CallbackOutcome.KEY_ENDED


def test_5_a_changed_message_is_refused(world: GoogleWorld) -> None:
    envelope = world.envelope("save")
    envelope["signedMessage"] = envelope["signedMessage"].replace('"save"', '"del"')
    assert world.called_back(envelope) is CallbackOutcome.NOT_SIGNED


def test_5_a_message_for_another_issuer_is_refused_although_it_names_our_card(world: GoogleWorld) -> None:
    assert world.called_back(world.envelope(issuer=OTHER_ISSUER)) is CallbackOutcome.NOT_SIGNED


def test_5_a_message_signed_by_another_key_is_refused(world: GoogleWorld) -> None:
    envelope = world.envelope()
    envelope["signature"] = sign(world.signer.root, SENDER, ISSUER, VERSION, envelope["signedMessage"])
    assert world.called_back(envelope) is CallbackOutcome.NOT_SIGNED


def test_6_a_message_that_has_ended_is_refused(world: GoogleWorld) -> None:
    assert world.called_back(world.envelope(expTimeMillis=ms(world))) is CallbackOutcome.ENDED


@pytest.mark.parametrize("name", [f"{OTHER_ISSUER}.{builders.PROGRAM}", ISSUER, ""])
def test_6_a_class_of_another_issuer_is_refused(world: GoogleWorld, name: str) -> None:
    assert world.called_back(world.envelope(classId=name)) is CallbackOutcome.FOREIGN_CLASS


@pytest.mark.parametrize(
    "message",
    [
        {"objectId": f"{ISSUER}.{card_numbered(9)}"},
        {"objectId": f"{OTHER_ISSUER}.{builders.CARD}"},
        {"objectId": "rubbish"},
        {"classId": f"{ISSUER}.another-program"},
    ],
)
def test_6_a_card_that_is_not_in_this_class_changes_nothing(world: GoogleWorld, message: dict[str, str]) -> None:
    before = dict(world.passes.rows)
    assert world.called_back(world.envelope(**message)) is CallbackOutcome.UNKNOWN_CARD
    assert world.passes.rows == before


def test_7_a_message_counts_once(world: GoogleWorld) -> None:
    saved = world.envelope("save")
    world.called_back(saved)
    world.called_back(world.envelope("del"))
    assert world.called_back(saved) is CallbackOutcome.REPEATED
    assert world.row.state is GoogleState.REMOVED


def test_an_event_that_we_do_not_know_is_genuine_and_changes_nothing(world: GoogleWorld) -> None:
    assert world.called_back(world.envelope("viewed")) is CallbackOutcome.OTHER_EVENT
    assert world.row.state is GoogleState.OFFERED


def test_only_what_google_sent_to_us_is_genuine() -> None:
    genuine = {outcome for outcome in CallbackOutcome if outcome.is_genuine}
    assert genuine == {
        CallbackOutcome.SAVED, CallbackOutcome.REMOVED, CallbackOutcome.REPEATED, CallbackOutcome.UNKNOWN_CARD,
        CallbackOutcome.OTHER_EVENT,
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda envelope: envelope.pop("signature"),
        lambda envelope: envelope.pop("protocolVersion"),
        lambda envelope: envelope.pop("signedMessage"),
        lambda envelope: envelope.pop("intermediateSigningKey"),
        lambda envelope: envelope["intermediateSigningKey"].pop("signatures"),
        lambda envelope: envelope["intermediateSigningKey"].pop("signedKey"),
        lambda envelope: envelope.update(signature="no base64!"),
        lambda envelope: envelope.update(signedMessage=7),
        lambda envelope: envelope.update(signedMessage="\ud800"),
    ],
)
def test_an_envelope_without_its_parts_is_malformed(world: GoogleWorld, change: Change) -> None:
    assert world.called_back(world.envelope(), change) is CallbackOutcome.MALFORMED


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_malformed(world: GoogleWorld, body: bytes) -> None:
    assert world.receive(body) is CallbackOutcome.MALFORMED


@pytest.mark.parametrize(
    "message",
    [
        {"nonce": ""}, {"nonce": None}, {"nonce": "n" * 1025}, {"classId": None}, {"objectId": 1}, {"eventType": None},
        {"expTimeMillis": None}, {"expTimeMillis": "soon"}, {"expTimeMillis": True}, {"expTimeMillis": 1e15},
        {"expTimeMillis": 10**18}, {"expTimeMillis": -1},
    ],
)  # fmt: skip
def test_a_signed_message_without_its_parts_is_malformed(world: GoogleWorld, message: dict[str, Any]) -> None:
    assert world.called_back(world.envelope(**message)) is CallbackOutcome.MALFORMED


def test_moments_may_be_numbers_or_text(world: GoogleWorld) -> None:
    key = with_key(world.signer, world.signer.root, ms(world, hours=1))
    envelope = world.envelope(expTimeMillis=str(ms(world, hours=1))) | {"intermediateSigningKey": key}
    assert world.called_back(envelope) is CallbackOutcome.SAVED


def test_a_signature_that_is_no_text_signs_nothing(world: GoogleWorld) -> None:
    envelope = world.envelope()
    envelope["intermediateSigningKey"]["signatures"] = [None]
    assert world.called_back(envelope) is CallbackOutcome.KEY_NOT_SIGNED
    assert parse_envelope(json.dumps(envelope).encode()).key_signatures == (b"",)


def test_lengths_are_those_of_bytes() -> None:
    assert signed_bytes("é", "") == b"\x02\x00\x00\x00\xc3\xa9\x00\x00\x00\x00"
    with pytest.raises(CallbackMalformed):
        signed_bytes("\ud800")


def test_only_a_p256_key_verifies() -> None:
    curves = [ec.generate_private_key(curve) for curve in (ec.SECP256R1(), ec.SECP384R1())]
    signatures: list[Any] = [(key.public_key(), key.sign(b"signed", ec.ECDSA(SHA256()))) for key in curves]
    other = rsa.generate_private_key(65537, 2048)
    signatures.append((other.public_key(), other.sign(b"signed", PKCS1v15(), SHA256())))
    found = [
        verify_ecdsa(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo), signature, b"signed")
        for key, signature in signatures
    ]
    assert found == [True, False, False]
    assert not verify_ecdsa(b"no key", b"signature", b"signed")
