"""Clients of the local AWS."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from dev.runner.emulator import CREDENTIALS, REGION

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

_CONFIG = Config(
    max_pool_connections=20, connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 3},
    parameter_validation=False, proxies={},
)  # fmt: skip
# Buckets have no host names of their own here.
_PATHS = _CONFIG.merge(Config(s3={"addressing_style": "path"}))


def forget_own_aws() -> None:
    """The person's own profile, account and region have no say in this process any more."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true")


class LocalAws:
    """Clients are made when they are first needed and may be used by several threads."""

    def __init__(self, endpoint_url: str) -> None:
        """`endpoint_url` is the emulator's."""
        self._endpoint_url = endpoint_url
        self._session = boto3.Session(
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            region_name=REGION,
        )

    @cached_property
    def cloudformation(self) -> CloudFormationClient:
        """Stacks."""
        return self._session.client("cloudformation", endpoint_url=self._endpoint_url, config=_CONFIG)

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        """Tables."""
        return self._session.client("dynamodb", endpoint_url=self._endpoint_url, config=_CONFIG)

    @cached_property
    def streams(self) -> DynamoDBStreamsClient:
        """Tables' streams."""
        return self._session.client("dynamodbstreams", endpoint_url=self._endpoint_url, config=_CONFIG)

    @cached_property
    def functions(self) -> LambdaClient:
        """Functions."""
        return self._session.client("lambda", endpoint_url=self._endpoint_url, config=_CONFIG)

    @cached_property
    def objects(self) -> S3Client:
        """Buckets."""
        return self._session.client("s3", endpoint_url=self._endpoint_url, config=_PATHS)

    @cached_property
    def secrets(self) -> SecretsManagerClient:
        """Secrets."""
        return self._session.client("secretsmanager", endpoint_url=self._endpoint_url, config=_CONFIG)

    @cached_property
    def sqs(self) -> SQSClient:
        """Queues."""
        return self._session.client("sqs", endpoint_url=self._endpoint_url, config=_CONFIG)
