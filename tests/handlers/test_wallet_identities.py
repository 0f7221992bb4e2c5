"""Passes of several identities behind one web service: each card stays with its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.adapters.apple.certificates import CheckAppleFiles
from comeback.domain.card import Card
from comeback.domain.ids import ProgramId, SigningIdentityId
from comeback.domain.signing import SigningKey
from comeback.ports.signing import GivenFiles
from comeback.usecases.choose_signing_identity import ChooseSigningIdentity
from comeback.usecases.save_signing_identity import SaveSigningIdentity
from tests import builders
from tests.api_world import Clock
from tests.certificates import PASS_TYPE, Issued, authority
from tests.memory.system import Numbered
from tests.wallet_world import DEVICE, SECOND_CARD, SECOND_PROGRAM, Answered, WalletWorld, opened

THEIR_TYPE, THEIR_TEAM = "pass.example.salon", "SALONTEAM1"


@pytest.fixture
def world() -> WalletWorld:
    return WalletWorld()


def bring(world: WalletWorld, issued: Issued | None = None, pass_type: str = THEIR_TYPE) -> SigningIdentityId:
    """An owner uploads a certificate; what is checked of it is tested elsewhere."""
    one = issued or authority().pass_certificate(pass_type, THEIR_TEAM)
    given = GivenFiles(one.certificate_pem, one.key_pem, authority().intermediate.certificate_pem)
    save = SaveSigningIdentity(world.identities, world.signing_keys, CheckAppleFiles(world.clock), world.clock, Numbered())
    return save(builders.TENANT, given).id


def choose(world: WalletWorld, identity: SigningIdentityId | None, program: ProgramId = builders.PROGRAM) -> None:
    world.clock.pass_by(timedelta(minutes=1))
    ChooseSigningIdentity(world.programs, world.identities, world.clock)(builders.TENANT, program, identity)


def issued_now(world: WalletWorld) -> Card:
    """Another card, in a program whose identity was chosen before."""
    card = replace(world.add_card(SECOND_CARD, SECOND_PROGRAM))
    choose(world, world.identities.of_tenant(builders.TENANT)[0].id, SECOND_PROGRAM)
    world.clock.pass_by(timedelta(minutes=1))
    fresh = replace(card, issued_at=world.clock.now())
    world.store.cards[card.tenant_id, card.customer_id, card.program_id] = fresh
    return fresh


def fetched(world: WalletWorld, card: Card, pass_type: str) -> Answered:
    return world.call("GET", f"/apple/v1/passes/{pass_type}/{card.id}", authorization=f"ApplePass {world.token(card)}")


def test_a_card_is_signed_for_the_pass_type_and_team_of_its_own_identity(world: WalletWorld) -> None:
    bring(world)
    theirs = opened(fetched(world, issued_now(world), THEIR_TYPE)).document
    assert (theirs["passTypeIdentifier"], theirs["teamIdentifier"]) == (THEIR_TYPE, THEIR_TEAM)
    assert opened(world.fetch()).document["passTypeIdentifier"] == PASS_TYPE


def test_a_card_that_was_issued_before_keeps_its_identity(world: WalletWorld) -> None:
    choose(world, bring(world))
    assert opened(world.fetch()).document["passTypeIdentifier"] == PASS_TYPE
    assert fetched(world, world.card, THEIR_TYPE).status == 401


def test_a_card_issued_under_an_identity_keeps_it_when_the_program_returns_to_ours(world: WalletWorld) -> None:
    bring(world)
    card = issued_now(world)
    choose(world, None, SECOND_PROGRAM)
    assert fetched(world, card, THEIR_TYPE).status == 200
    assert fetched(world, card, PASS_TYPE).status == 401


def test_phones_register_by_the_pass_type_of_the_card_only(world: WalletWorld) -> None:
    bring(world)
    card = issued_now(world)
    authorization = f"ApplePass {world.token(card)}"
    statuses = [
        world.call(
            method, f"/apple/v1/devices/{DEVICE}/registrations/{pass_type}/{card.id}", body='{"pushToken": "t"}',
            authorization=authorization,
        ).status
        for method in ("POST", "DELETE")
        for pass_type in (THEIR_TYPE, PASS_TYPE, "pass.unknown")
    ]  # fmt: skip
    assert statuses == [201, 401, 401, 200, 401, 401]


def test_what_changed_is_told_for_each_pass_type_apart(world: WalletWorld) -> None:
    bring(world)
    card = issued_now(world)
    world.register()
    path = f"/apple/v1/devices/{DEVICE}/registrations/{THEIR_TYPE}/{card.id}"
    world.call("POST", path, body='{"pushToken": "t"}', authorization=f"ApplePass {world.token(card)}")
    assert world.ask().json["serialNumbers"] == [world.card.id]
    assert world.ask(pass_type=THEIR_TYPE).json["serialNumbers"] == [card.id]


def test_a_renewed_certificate_signs_at_once_and_phones_see_the_same_pass(world: WalletWorld) -> None:
    bring(world)
    card = issued_now(world)
    before = opened(fetched(world, card, THEIR_TYPE))
    fetched(world, card, THEIR_TYPE)
    assert world.signing_keys.reads == 1  # kept between passes
    identity = bring(world)
    after = opened(fetched(world, card, THEIR_TYPE))
    assert (after.serial, after.pass_type) == (before.serial, before.pass_type)
    assert world.signing_keys.reads == 2
    assert world.identities.of_tenant(builders.TENANT)[0].renewed_at == world.clock.now()
    assert isinstance(world.signing_keys.kept[identity], SigningKey)


def test_only_the_identities_used_last_stay_in_memory(world: WalletWorld) -> None:
    names = [f"pass.example.salon{number}" for number in range(17)]
    ids = Numbered()
    save = SaveSigningIdentity(world.identities, world.signing_keys, CheckAppleFiles(Clock()), world.clock, ids)
    for name in names:
        one = authority().pass_certificate(name, THEIR_TEAM)
        given = GivenFiles(one.certificate_pem, one.key_pem, authority().intermediate.certificate_pem)
        world.signers.files(builders.TENANT, save(builders.TENANT, given).id)
    held = world.identities.of_tenant(builders.TENANT)
    world.signers.files(builders.TENANT, held[-1].id)
    assert world.signing_keys.reads == 17
    world.signers.files(builders.TENANT, held[0].id)
    assert world.signing_keys.reads == 18


def test_an_identity_that_is_not_there_is_a_defect_and_no_pass_of_ours(world: WalletWorld) -> None:
    with pytest.raises(LookupError):
        world.signers.files(builders.TENANT, SigningIdentityId("si_" + "0" * 26))
    with pytest.raises(LookupError):
        world.signers.names(builders.OTHER_TENANT, bring(world))
