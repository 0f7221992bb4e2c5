"""Certificates of tenants over REST: added, renewed, chosen, never shown."""

import json
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from comeback.domain.ids import SigningIdentityId
from tests.api_world import MINE, ApiWorld, is_a_problem
from tests.certificates import PASS_TYPE, TEAM, authority, pass_certificate

ALL = "/api/v1/signing-identities"


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def files(pass_type: str = PASS_TYPE, team: str = TEAM) -> dict[str, str]:
    issued = authority().pass_certificate(pass_type, team)
    return {
        "certificate": issued.certificate_pem, "private_key": issued.key_pem,
        "intermediate": authority().intermediate.certificate_pem,
    }  # fmt: skip


def test_a_certificate_becomes_an_identity_whose_key_is_kept_apart(world: ApiWorld) -> None:
    saved = world.call("POST", ALL, files())
    assert saved.status == 201
    assert (saved.json["pass_type_id"], saved.json["team_id"], saved.json["renewed_at"]) == (PASS_TYPE, TEAM, None)
    assert saved.json["days_left"] == (pass_certificate().certificate.not_valid_after_utc - world.clock.now()).days
    assert world.call("GET", ALL).json == {"items": [saved.json], "next_cursor": None}
    assert "PRIVATE" not in saved.text + world.call("GET", ALL).text
    assert "PRIVATE" in world.signing_keys.kept[SigningIdentityId(saved.json["id"])].private_key
    assert world.call("GET", ALL, key=world.other_key).json["items"] == []


def test_a_pkcs12_file_is_as_good(world: ApiWorld) -> None:
    made, password = pass_certificate(), BestAvailableEncryption(b"secret")
    store = pkcs12.serialize_key_and_certificates(
        None, made.key, made.certificate, [authority().intermediate.certificate], password
    )
    saved = world.call("POST", ALL, {"pkcs12": b64encode(store).decode(), "password": "secret"})
    assert (saved.status, saved.json["pass_type_id"]) == (201, PASS_TYPE)


def test_the_next_certificate_of_a_pass_type_takes_the_place_of_the_last(world: ApiWorld) -> None:
    first = world.call("POST", ALL, files()).json
    second = world.call("POST", ALL, files()).json
    assert second["id"] == first["id"]
    assert second["fingerprint"] != first["fingerprint"]
    assert second["renewed_at"] is not None
    assert world.call("GET", ALL).json["items"] == [second]
    world.call("POST", ALL, files("pass.dev.comeback.second"))
    assert len(world.call("GET", ALL).json["items"]) == 2
    assert len(world.call("GET", ALL, query="limit=1").json["items"]) == 1


def test_a_certificate_of_another_team_does_not_take_its_place(world: ApiWorld) -> None:
    world.call("POST", ALL, files())
    refused = world.call("POST", ALL, files(team="OTHERTEAM1"))
    is_a_problem(refused, 422)
    assert refused.fields == {"certificate"}


def test_a_pass_type_of_another_business_is_refused(world: ApiWorld) -> None:
    world.call("POST", ALL, files())
    refused = world.call("POST", ALL, files(), key=world.other_key)
    is_a_problem(refused, 422)
    assert "Another business" in refused.text


def test_files_that_do_not_fit_are_refused_with_the_field_and_what_to_do(world: ApiWorld) -> None:
    for body, field in (
        ({}, "certificate"),
        ({**files(), "private_key": "no key"}, "private_key"),
        ({**files(), "intermediate": ""}, "intermediate"),
        ({"pkcs12": "AAAA"}, "pkcs12"),
        ({"pkcs12": "not base 64"}, "pkcs12"),
        ({**files(), "certificate": "x" * 16_001}, "certificate"),
        ({**files(), "key": "x"}, "key"),
    ):
        refused = world.call("POST", ALL, body)
        is_a_problem(refused, 422)
        assert refused.fields == {field}
    assert world.call("GET", ALL).json["items"] == []


def test_a_program_signs_new_cards_with_the_identity_that_was_chosen(world: ApiWorld) -> None:
    identity = world.call("POST", ALL, files()).json["id"]
    program = world.program()
    choice = f"/api/v1/programs/{program}/signing-identity"
    assert world.call("GET", f"/api/v1/programs/{program}").json["signing_identity"] is None
    assert world.call("PUT", choice, {"signing_identity": identity}).json["signing_identity"] == identity
    assert world.call("PUT", choice, {"signing_identity": identity}).status == 200
    assert world.call("PUT", choice, {"signing_identity": None}).json["signing_identity"] is None
    trail = [one for one in world.call("GET", "/api/v1/audit-trail").json["items"] if one["action"] == "signing_identity.chosen"]
    assert [one["details"]["signing_identity.after"] for one in trail] == ["ours", identity]
    assert {one["subject"] for one in trail} == {program}


def test_only_an_identity_of_the_tenant_can_be_chosen(world: ApiWorld) -> None:
    theirs = world.call("POST", ALL, files(), key=world.other_key).json["id"]
    choice = f"/api/v1/programs/{world.program()}/signing-identity"
    refused = world.call("PUT", choice, {"signing_identity": theirs})
    is_a_problem(refused, 422)
    assert refused.fields == {"signing_identity"}
    is_a_problem(world.call("PUT", choice, {"signing_identity": "no id"}), 422)
    is_a_problem(world.call("PUT", choice, {"signing_identity": theirs}, key=world.other_key), 404)
    is_a_problem(world.call("PUT", "/api/v1/programs/pr_1/signing-identity", {"signing_identity": None}), 404)
    is_a_problem(world.call("PUT", choice, {}), 422)


def test_a_saved_certificate_stands_in_the_trail_without_its_key(world: ApiWorld) -> None:
    saved = world.call("POST", ALL, files()).json
    (record,) = world.trail.records(MINE, 50, None)[0]
    assert (record.action, record.subject) == ("signing_identity.saved", saved["id"])
    assert record.details == {"fingerprint": saved["fingerprint"]}
    assert "PRIVATE" not in json.dumps(dict(record.details))
