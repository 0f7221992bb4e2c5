"""Clients made the cheap way: they work as boto3's do."""

from collections.abc import Iterator

import pytest

from comeback.adapters.aws import clients
from comeback.adapters.aws.secrets import SecretNotFilledError, read_secret
from dev.runner.emulator import REGION
from tests.own_aws import OwnAws


@pytest.fixture
def at_home(aws: OwnAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnAws]:
    """The environment as Lambda's would be, but for the address."""
    variables = {"AWS_ACCESS_KEY_ID": aws.account, "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}
    for name, value in {**variables, "AWS_ENDPOINT_URL": aws.url}.items():
        monkeypatch.setenv(name, value)
    clients._session.cache_clear()
    read_secret.cache_clear()
    yield aws
    clients._session.cache_clear()
    read_secret.cache_clear()


@pytest.mark.parametrize(
    ("service", "call"),
    [("dynamodb", "list_tables"), ("sqs", "list_queues"), ("s3", "list_buckets"), ("secretsmanager", "list_secrets")],
)
def test_each_of_our_services_answers(at_home: OwnAws, service: str, call: str) -> None:
    answer = getattr(clients.client(service), call)()
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_call_that_hangs_is_given_up_soon(at_home: OwnAws) -> None:
    config = clients.client("dynamodb", attempts=2).meta.config
    assert (config.connect_timeout, config.read_timeout) == (2, 2)
    assert config.retries["total_max_attempts"] == 2


def test_a_secret_is_read_once_and_a_failure_is_not_remembered(at_home: OwnAws) -> None:
    at_home.secrets.create_secret(Name="clients/app", SecretString='{"placeholder": true}')
    with pytest.raises(SecretNotFilledError):
        read_secret("clients/app")
    at_home.secrets.put_secret_value(SecretId="clients/app", SecretString='{"keys": ["x"]}')
    assert read_secret("clients/app") == {"keys": ["x"]}
    at_home.secrets.put_secret_value(SecretId="clients/app", SecretString='{"keys": ["y"]}')
    assert read_secret("clients/app") == {"keys": ["x"]}
