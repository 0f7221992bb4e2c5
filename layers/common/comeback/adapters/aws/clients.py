"""Clients of the AWS services that we use: with short time-outs, and made as cheaply as a cold start deserves.

With botocore alone: boto3 makes the same clients and costs every cold start 30 ms.
"""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.loaders import Loader
from botocore.session import Session

_SERVICES = ["cloudwatch", "dynamodb", "s3", "secretsmanager", "sqs"]


class _OurServices(Loader):
    """Botocore looks into the folders of all its 400 services before it makes a client of one: a tenth of a cold start."""

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - the overridden signature
        """Those that are asked for here."""
        return _SERVICES


@cache
def _session() -> Session:
    session = Session()
    session.register_component("data_loader", _OurServices())
    return session


def client(service: str, *, attempts: int = 4) -> Any:
    """A client of one of our services. A call that hangs is worth less than its retry, so time-outs are short: the webhook has
    ten seconds in all, and Altegio waits for it.
    """
    config = Config(connect_timeout=2, read_timeout=2, retries={"mode": "standard", "total_max_attempts": attempts})
    return _session().create_client(service, config=config)
