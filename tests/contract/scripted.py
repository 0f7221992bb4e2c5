"""AWS clients that answer as a script says: for what no emulator does."""

from typing import Any

import boto3
from botocore.config import Config
from botocore.stub import Stubber

from comeback.adapters.dynamodb.table import Table


class Scripted:
    """Answers in order: a dict is a good one, a `Refused` an error. `pauses` are the waits that a table asked for."""

    def __init__(self, service: Any) -> None:
        self.client: Any = boto3.client(
            service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x",
            config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
        )  # fmt: skip
        self.pauses: list[float] = []
        self._stub = Stubber(self.client)
        self._stub.activate()

    @property
    def table(self) -> Table:
        return Table(self.client, "main", self.pauses.append)

    def answers(self, operation: str, *answers: "dict[str, Any] | Refused") -> None:
        for answer in answers:
            if isinstance(answer, Refused):
                self._stub.add_client_error(operation, answer.code, http_status_code=400, modeled_fields=answer.fields)
            else:
                self._stub.add_response(operation, answer)

    def all_used(self) -> bool:
        """Whether every answer of the script was asked for."""
        self._stub.assert_no_pending_responses()
        return True


class Refused:
    """An error of AWS by its code."""

    def __init__(self, code: str, **fields: Any) -> None:
        self.code = code
        self.fields = fields


def cancelled(*reasons: str | None) -> Refused:
    """A transaction that was cancelled, with the reason of each leg."""
    listed = [{"Code": reason or "None"} for reason in reasons]
    return Refused("TransactionCanceledException", CancellationReasons=listed)


CONFLICT = Refused("TransactionConflictException")
CONDITION = Refused("ConditionalCheckFailedException")
THROTTLED = Refused("ThrottlingException")
