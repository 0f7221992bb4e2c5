"""The tests' AWS: one emulator per test session, and tables, queues and a bucket of a test's own, made as the template says."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from comeback.adapters.dynamodb.table import Table
from dev.runner.emulator import REGION, Emulator
from dev.runner.template import load_template
from tests.reserved_words import refuse_reserved_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

TEMPLATE = Path(__file__).resolve().parents[1] / "template.yaml"
# What a table is for its adapters. The rest (recovery, encryption, expiry) is tested on the template.
_TABLE_PROPERTIES = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")


def new_emulator(folder: Path) -> Emulator:
    """An emulator on a free port, started and maybe not ready yet; its state is in `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    emulator = Emulator(port, folder, folder)
    emulator.start()
    return emulator


def table_definition(logical_id: str) -> dict[str, Any]:
    """The parameters of CreateTable, without the name, for a table of the template."""
    properties = load_template(TEMPLATE)["Resources"][logical_id]["Properties"]
    return {name: properties[name] for name in _TABLE_PROPERTIES if name in properties}


class OwnAws:
    """An account of the emulator: a 12-digit access key id is one. Everything made here is gone after the `with`."""

    def __init__(self, url: str, account: str) -> None:
        """`url` is the emulator's."""
        self.url = url
        self.account = account
        self._session = boto3.Session(aws_access_key_id=account, aws_secret_access_key="test", region_name=REGION)
        config = Config(retries={"mode": "standard", "total_max_attempts": 1}, proxies={}, s3={"addressing_style": "path"})
        self._options: dict[str, Any] = {"endpoint_url": url, "config": config}
        self._numbers = count(1)
        self._definitions: dict[str, dict[str, Any]] = {}

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        """Tables; more exact than the emulator about what may stand in an expression."""
        client = self._session.client("dynamodb", **self._options)
        client.meta.events.register("before-parameter-build.dynamodb", refuse_reserved_words)
        return client

    @cached_property
    def streams(self) -> DynamoDBStreamsClient:
        """Tables' streams."""
        return self._session.client("dynamodbstreams", **self._options)

    @cached_property
    def sqs(self) -> SQSClient:
        """Queues."""
        return self._session.client("sqs", **self._options)

    @cached_property
    def s3(self) -> S3Client:
        """Objects."""
        return self._session.client("s3", **self._options)

    @cached_property
    def secrets(self) -> SecretsManagerClient:
        """Secrets."""
        return self._session.client("secretsmanager", **self._options)

    @contextmanager
    def table(self, logical_id: str) -> Iterator[Table]:
        """An empty table: a new one costs less than an old one made empty, and no test sees another's items."""
        if logical_id not in self._definitions:
            self._definitions[logical_id] = table_definition(logical_id)
        name = f"{logical_id}-{next(self._numbers)}"
        self.dynamodb.create_table(TableName=name, **self._definitions[logical_id])
        yield Table(self.dynamodb, name)
        self.dynamodb.delete_table(TableName=name)

    @contextmanager
    def queue(self) -> Iterator[str]:
        """The URL of an empty queue."""
        url = self.sqs.create_queue(QueueName=f"queue-{next(self._numbers)}")["QueueUrl"]
        yield url
        self.sqs.delete_queue(QueueUrl=url)

    @contextmanager
    def bucket(self) -> Iterator[str]:
        """The name of an empty bucket."""
        name = f"bucket-{self.account}-{next(self._numbers)}"
        self.s3.create_bucket(Bucket=name)
        yield name
        for one in self.s3.list_objects_v2(Bucket=name).get("Contents", ()):
            self.s3.delete_object(Bucket=name, Key=one["Key"])
        self.s3.delete_bucket(Bucket=name)
