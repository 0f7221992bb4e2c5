"""The build for this machine, deployed by SAM to the emulator, whose functions have the permissions of their roles only."""

import json
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from dev.altegio.simulator import Running, running
from dev.apns.server import ApnsServer
from dev.build.artefact import build, host_architecture, sam_environment
from dev.build.deploy import deploy_command, stack_name
from dev.phone.device import Phone
from dev.runner.certificates import Certificates, provide_certificates
from dev.runner.emulator import REGION
from tests.deploy.cloud import PATIENCE_SECONDS, Cloud, aws, aws_variables, front_door

LOCATION = 4564
OPERATOR_KEY = "op_deployed_for_this_test"
DEAD_LETTERS = ("AccrualDeadLetterQueue", "ApplePushDeadLetterQueue", "RelayFailureQueue")


@dataclass(frozen=True, slots=True)
class Deployed:
    """Everything around one deployed stage."""

    cloud: Cloud
    base_url: str
    altegio: Running
    certificates: Certificates
    apns_url: str
    outputs: tuple[str, str]
    """What SAM said at the first and at the second deployment."""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The second deployment is of the very same build."""
    folder = tmp_path_factory.mktemp("aws")
    certificates = provide_certificates(folder / "certificates")
    server = *certificates.server, certificates.ca_file
    built = build(host_architecture())
    with (
        aws(folder) as url,
        front_door(cloud := Cloud(url)) as base_url,
        running(webhook_delay=0.05, per_second=0, per_minute=0) as altegio,
        ApnsServer(*server) as apns,
    ):
        parameters = {
            "Stage": "test", "Architecture": host_architecture(), "BaseUrl": base_url, "AltegioApiUrl": altegio.api_url,
            "AltegioAppUrl": altegio.base_url, "AltegioApplicationId": str(altegio.options.application_id),
            "AltegioRequestsPerSecond": "1000", "AltegioRequestsPerMinute": "60000", "ApnsUrl": apns.url,
            "CoalesceSeconds": "0", "ReversalDelaySeconds": "0", "ExtraCaFile": str(certificates.ca_file),
        }  # fmt: skip
        outputs = tuple(_deploy(built, parameters, url) for _ in range(2))
        cloud.learn_names(stack_name("test"))
        cloud.authorise_as_aws_does()
        _fill_secrets(cloud, altegio, certificates)
        yield Deployed(cloud, base_url, altegio, certificates, apns.url, (outputs[0], outputs[1]))


def _deploy(built: Path, parameters: dict[str, str], url: str) -> str:
    run = subprocess.run(
        deploy_command(built, REGION, parameters), env={**sam_environment(), **aws_variables(url)}, cwd=built,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    return run.stdout


def _fill_secrets(cloud: Cloud, altegio: Running, certificates: Certificates) -> None:
    values: dict[str, dict[str, Any]] = {
        "altegio": {"partner_token": altegio.options.partner_token, "user_token": altegio.options.user_token},
        "app": {"link_keys": {"k1": secrets.token_hex(32)}, "current_link_key": "k1", "phone_key": secrets.token_hex(32)},
        "operator": {"keys": [OPERATOR_KEY]},
        "apple": dict(certificates.apple_secret()),
    }
    client = cloud.client("secretsmanager")
    for name, value in values.items():
        client.put_secret_value(SecretId=f"{stack_name('test')}/{name}", SecretString=json.dumps(value))


@dataclass(slots=True)
class Owner:
    """Connects a location and works over REST."""

    stage: Deployed
    http: httpx.Client
    key: str = OPERATOR_KEY

    def connect(self) -> None:
        redirect = self.stage.altegio.desk.press_connect([LOCATION])
        answer = self.http.get(f"/altegio/connect?{redirect.query}")
        assert answer.status_code == 303, answer.text
        tenants = self.call("GET", "/operator/v1/tenants")["items"]
        self.key = self.call("POST", f"/operator/v1/tenants/{tenants[0]['id']}/api-keys")["key"]

    def start_program(self) -> str:
        program = str(self.call("POST", "/api/v1/programs", {
            "type": "stamp", "title": "10 visits", "currency": "USD", "locale": "en", "locations": [LOCATION], "size": 10,
            "reward": {"title": "A free haircut"},
        })["id"])  # fmt: skip
        self.call("POST", f"/api/v1/programs/{program}/activate")
        settings = f"/api/v1/programs/{program}/connections/{LOCATION}/settings"
        self.call("PUT", settings, self.call("GET", f"{settings}?recommended=true"))
        return program

    def call(self, method: str, path: str, body: object = None) -> Any:
        answer = self.http.request(method, path, json=body, headers={"Authorization": f"Bearer {self.key}"})
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()


@pytest.fixture(scope="module")
def owner(deployed: Deployed) -> Iterator[Owner]:
    """With a connected location."""
    with httpx.Client(base_url=deployed.base_url, timeout=PATIENCE_SECONDS, trust_env=False) as http:
        owner = Owner(deployed, http)
        owner.connect()
        yield owner


def test_a_visit_becomes_a_stamp_with_the_permissions_that_the_template_gives(deployed: Deployed, owner: Owner) -> None:
    card = owner.call("POST", f"/api/v1/programs/{owner.start_program()}/cards", {"phone": "+13155550175", "name": "Jane Doe"})
    patient = httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False)
    with closing(Phone(deployed.certificates.ca_file, http=patient)) as phone:
        phone.add(card["links"]["apple"])
        phone.listen(deployed.apns_url)
        desk = deployed.altegio.desk
        desk.lose_webhooks()  # of what comes before the payment: every event at once would start an environment of its own
        booking = desk.book("Jane Doe", "Haircut").booking_id
        desk.arrive(booking)
        desk.lose_webhooks(0)
        desk.pay(booking)

        assert phone.wait_for(lambda one: _stamps(one) == "1 of 10", PATIENCE_SECONDS), _stamps(phone)
    assert [one["amount"] for one in owner.call("GET", f"/api/v1/cards/{card['id']}/entries")["items"]] == [1]
    assert not phone.complaints
    assert not [queue for queue in DEAD_LETTERS if deployed.cloud.messages(queue)]


def _stamps(phone: Phone) -> str:
    (installed,) = phone.passes.values()
    return next(str(one["value"]) for one in installed.file.fields() if one["key"] == "stamps")


@pytest.mark.parametrize("job", ["sweep", "audit", "connection_check"])
@pytest.mark.usefixtures("owner")
def test_scheduled_jobs_have_the_permissions_they_need(deployed: Deployed, job: str) -> None:
    outcome = deployed.cloud.invoke("ReconcileFunction", {"job": job})

    assert outcome.payload["job"] == job, outcome.payload


def test_the_api_may_ask_altegio_what_it_sends_us(owner: Owner) -> None:
    settings = owner.call("GET", f"/api/v1/connections/{LOCATION}/webhook-settings")

    assert settings["plan"]["possible"]


def test_nobody_who_books_can_take_an_entry_away(deployed: Deployed) -> None:
    ledger = deployed.cloud.names["LedgerTable"]
    accrual = deployed.cloud.as_function("AccrualRole", "dynamodb")
    key = {"pk": {"S": "T#t#CARD#c"}, "sk": {"S": "E#1"}}

    with pytest.raises(ClientError, match="AccessDenied"):
        accrual.delete_item(TableName=ledger, Key=key)
    with pytest.raises(ClientError, match="AccessDenied"):
        accrual.update_item(
            TableName=ledger, Key=key, UpdateExpression="SET amount = :n", ExpressionAttributeValues={":n": {"N": "9"}}
        )
    with pytest.raises(ClientError, match="AccessDenied"):
        accrual.batch_write_item(RequestItems={ledger: [{"DeleteRequest": {"Key": key}}]})
    assert "Items" in accrual.query(
        TableName=ledger, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": key["pk"]}
    )


def test_the_same_build_again_changes_nothing(deployed: Deployed) -> None:
    first, second = deployed.outputs

    assert "Successfully created" in first
    assert "No changes to deploy" in second
