"""The owner's page of a program says whose certificate signs its cards, and for how long."""

from datetime import timedelta

import pytest

from comeback.domain.ids import SigningIdentityId, TenantId, render_id
from comeback.domain.signing import PassIdentity, SigningIdentity
from tests.api_world import MINE, NOW, THEIRS
from tests.console_world import Browser, ConsoleWorld

_NAMES = PassIdentity("pass.com.example.salon", "ABCDE12345")


def page_with(days: float, tenant: TenantId = MINE) -> str:
    world = ConsoleWorld()
    program = world.active_program()
    identity = SigningIdentity(
        SigningIdentityId(render_id("si", 1, bytes(10))), _NAMES, "ff", NOW + timedelta(days=days), NOW - timedelta(days=300)
    )
    world.identities.add(MINE, identity)
    assert world.call("PUT", f"/api/v1/programs/{program}/signing-identity", {"signing_identity": identity.id}).status == 200
    return Browser(world).sign_in(tenant).get(f"/console/programs/{program}").text


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (200, "valid until 9 April 2027 (200 days left)"),
        (44, "valid until 4 November 2026: 44 days left"),
        (1, ": 1 day left"),
        (-3, "which has ended on 18 September 2026"),
    ],
)
def test_an_owners_own_certificate_is_told_with_the_days_that_are_left(days: int, sentence: str) -> None:
    text = page_with(days)
    assert "Signed by your certificate for pass.com.example.salon" in text
    assert sentence in text


def test_our_certificate_is_no_business_of_owners() -> None:
    world = ConsoleWorld()
    assert "Signed by" not in Browser(world).sign_in().get(f"/console/programs/{world.active_program()}").text
    assert "certificate" not in page_with(10, THEIRS)
