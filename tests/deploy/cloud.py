"""AWS as far as a deployment needs it: the emulator with permissions enforced, and doors that lead to the deployed functions."""

import json
import os
import socket
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3
from botocore.config import Config

from dev.build.artefact import TEMPLATE
from dev.runner.emulator import CREDENTIALS, PROGRAM, REGION
from dev.runner.extract import extract_plan
from dev.runner.gateway import Gateway
from dev.runner.http_server import HttpServer
from dev.runner.payload import Request, Response, message
from dev.runner.routes import RouteTable
from dev.runner.runtime_api import Ending, Outcome
from dev.runner.template import code_folders, load_template, parameter_values, translate

# An environment is unpacked and started at its first call, which takes long on a machine that has other things to do.
PATIENCE_SECONDS = 300


@contextmanager
def aws(folder: Path) -> Iterator[str]:
    """The emulator's address. Functions run there with the permissions of their roles and no others."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1", "MINISTACK_REGION": REGION, "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING", "AUTH": "true",
    }  # fmt: skip
    with (folder / "emulator.log").open("wb") as log:
        process = subprocess.Popen(
            [PROGRAM, "-m", "ministack"], env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urlopen(f"{url}/_ministack/ready", timeout=10) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            assert time.monotonic() < deadline, "the emulator does not become ready"
        threading.Event().wait(0.02)


@dataclass(slots=True)
class Cloud:
    """Clients of one account, and API Gateway, which the emulator does not play well enough."""

    url: str
    names: dict[str, str] = field(default_factory=dict)
    _turns: dict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def client(self, service: Any, session: boto3.Session | None = None) -> Any:
        """As the account's owner, or as who has the session."""
        config = Config(proxies={}, retries={"total_max_attempts": 1}, read_timeout=PATIENCE_SECONDS)
        chosen = session or boto3.Session(CREDENTIALS["AWS_ACCESS_KEY_ID"], CREDENTIALS["AWS_SECRET_ACCESS_KEY"])
        return chosen.client(service, endpoint_url=self.url, region_name=REGION, config=config)

    def learn_names(self, stack: str) -> None:
        """Logical ids → what the stack's resources are called."""
        resources = self.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
        self.names = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in resources if "PhysicalResourceId" in one}

    def authorise_as_aws_does(self) -> None:
        """AWS takes a batch from who may send one message; the emulator asks for an action that AWS does not have."""
        iam = self.client("iam")
        for role in (name for logical, name in self.names.items() if logical.endswith("Role")):
            for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
                document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
                for statement in document["Statement"]:
                    if "sqs:SendMessage" in statement["Action"]:
                        statement["Action"] = [*statement["Action"], "sqs:SendMessageBatch"]
                iam.put_role_policy(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(document))

    def invoke(self, function: str, event: Any) -> Outcome:
        """Runs a function by its logical id, one event at a time: a second environment would take a second to unpack."""
        with self._turns[function]:
            answer = self.client("lambda").invoke(FunctionName=self.names[function], Payload=json.dumps(event))
        payload = json.loads(answer["Payload"].read() or b"null")
        return Outcome(Ending.ERROR if "FunctionError" in answer else Ending.OK, payload)

    def as_function(self, role: str, service: str) -> Any:
        """A client with the permissions of a role, by its logical id."""
        arn = self.client("iam").get_role(RoleName=self.names[role])["Role"]["Arn"]
        granted = self.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        session = boto3.Session(granted["AccessKeyId"], granted["SecretAccessKey"], granted["SessionToken"])
        return self.client(service, session)

    def messages(self, queue: str) -> int:
        """How many wait in a queue."""
        attributes = self.client("sqs").get_queue_attributes(
            QueueUrl=self.names[queue], AttributeNames=["ApproximateNumberOfMessages"]
        )
        return int(attributes["Attributes"]["ApproximateNumberOfMessages"])


@contextmanager
def front_door(cloud: Cloud) -> Iterator[str]:
    """An address whose requests reach the deployed functions by the template's routes, from the first deployment on."""
    template = load_template(TEMPLATE)
    values, folders = parameter_values(template, {"AltegioApplicationId": "1"}), code_folders(template)
    plan = extract_plan(translate(template, values), folders, values)
    gateway = Gateway(RouteTable(plan.routes), plan.cors, cloud.invoke)

    def answer(request: Request) -> Response:
        return gateway.answer(request) if cloud.names else message(503, "Service Unavailable")

    server = HttpServer(0, answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def aws_variables(url: str) -> Mapping[str, str]:
    """By which programs find this AWS and no other."""
    return {"AWS_ENDPOINT_URL": url, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, **CREDENTIALS}
