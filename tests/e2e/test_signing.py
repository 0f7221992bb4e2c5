"""An owner's own certificate on the running stack, from the upload to a push; and the doctor's report of the whole."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from dev.doctor import rendered
from dev.phone.device import Phone
from dev.runner.certificates import OWNERS_PASS_TYPE_ID, OWNERS_TEAM_ID, PASS_TYPE_ID, Certificates
from dev.runner.drive import StackDriver
from tests.e2e.shop import Shop, new_program

IDENTITIES = "/signing-identities"
COMMAND = Path(sys.executable).parent / "comeback"


def upload(stack: StackDriver, shop: Shop, number: int) -> dict[str, str]:
    """The owner's first or next certificate."""
    folder = Path(stack.ca_file).parent
    certificate, key = Certificates(folder).owners[number]
    saved: dict[str, str] = shop.call("POST", IDENTITIES, {
        "certificate": certificate.read_text(), "private_key": key.read_text(), "intermediate": Path(stack.ca_file).read_text(),
    })  # fmt: skip
    return saved


@pytest.fixture
def second(stack: StackDriver) -> Iterator[Phone]:
    device = Phone(Path(stack.ca_file))
    yield device
    device.close()
    assert device.complaints == []


def test_cards_of_a_program_carry_the_owners_pass_type_and_survive_the_next_certificate(
    stack: StackDriver, shop: Shop, uptown: int, phone: Phone, second: Phone
) -> None:  # fmt: skip
    own = Shop(stack, shop.key, new_program(stack, shop.key, locations=[uptown]))
    before = own.new_customer()
    first = upload(stack, shop, 0)
    shop.call("PUT", f"/programs/{own.program_id}/signing-identity", {"signing_identity": first["id"]})
    after = own.new_customer()
    second.add(before.pass_url)
    added = phone.add(after.pass_url)
    assert second.passes[before.card_id].file.pass_type == PASS_TYPE_ID
    assert (added.pass_type, added.document["teamIdentifier"]) == (OWNERS_PASS_TYPE_ID, OWNERS_TEAM_ID)

    phone.listen(stack.apns_url)
    second.listen(stack.apns_url)
    renewed = upload(stack, shop, 1)
    assert (renewed["id"], renewed["fingerprint"] != first["fingerprint"]) == (first["id"], True)
    for customer, device in ((after, phone), (before, second)):
        adjust = {"amount": 1, "reason": "A gift"}
        answer = stack.http.post(
            f"/api/v1/cards/{customer.card_id}/adjustments", json=adjust,
            headers={"Authorization": f"Bearer {shop.key}", "Idempotency-Key": customer.card_id},
        )  # fmt: skip
        assert answer.status_code == 201, answer.text
        assert device.wait_for(partial(_has_a_stamp, customer.card_id))
    assert phone.passes[after.card_id].file.pass_type == OWNERS_PASS_TYPE_ID


def _has_a_stamp(card: str, device: Phone) -> bool:
    return str(device.passes[card].file.value("stamps")) == "1 of 10"


# What other tests do on purpose: they shift the clock, hold events back, and send what cannot be handled.
_TROUBLED = {"clock", "webhooks", "queue"}


def test_the_doctor_finds_the_local_stack_well(stack: StackDriver, shop: Shop) -> None:
    upload(stack, shop, 1)
    report = stack.operator("GET", "/doctor")
    assert {one["check"] for one in report["findings"]} == _TROUBLED | {
        "secret", "apple_certificate", "wwdr", "signing_identity", "google", "altegio", "base_url",
    }  # fmt: skip
    wrong = [one for one in report["findings"] if one["state"] != "ok" and one["check"] not in _TROUBLED]
    assert wrong == [], rendered(report)
    asked = [COMMAND, "doctor", stack.base_url, stack.facts["operator_key"]]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert "apple_certificate" in told.stdout
    assert told.stderr == ""
    assert stack.run_job("doctor")["certificates"] == {"ok": 3}
