"""The doctor's route. It is answered by a function of its own, because nobody else may read every secret; the API has it in
its document only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.event_handler import Response

from comeback import observe
from comeback.domain.errors import NotFound
from comeback.domain.words import WordsFor
from comeback.ports.system import Clock
from comeback.usecases.examine import Examine
from comeback.web.api.doctor_shapes import DoctorAnswer
from comeback.web.api.endpoints import OPERATOR_KEY, Endpoint
from comeback.web.api.entrance import Entrance
from comeback.web.api.problems import answer_for, event_of
from comeback.web.responses import security_headers


def documented() -> list[Endpoint]:
    """For the table of routes."""
    return [
        Endpoint(
            "GET", "/operator/v1/doctor", read_doctor, "What is wrong with this installation", {200: DoctorAnswer},
            key=OPERATOR_KEY,
        )
    ]  # fmt: skip


def read_doctor() -> Response[DoctorAnswer]:
    """Everything that the installation depends on: certificates, neighbours, clocks, queues, secrets."""
    raise NotFound("There is nothing at this address.")


@dataclass(frozen=True, slots=True)
class DoctorDoor:
    """Answers HTTP API events (payload format 2.0) and never raises."""

    entrance: Entrance
    examine: Examine
    clock: Clock
    words: WordsFor

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        """Operators only."""
        try:
            self.entrance.admit(event)
            report = DoctorAnswer.of(self.examine(), self.clock.now(), self.words(_languages(event)))
        except Exception as refusal:  # noqa: BLE001 - the HTTP edge (style.md §8): whatever happens, an answer
            answer = event_of(answer_for(refusal))
            if answer["statusCode"] >= 500:
                observe.failure("doctor_failure", refusal)
        else:
            headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
            answer = {"statusCode": 200, "headers": headers, "body": report.model_dump_json(), "isBase64Encoded": False}
        answer["headers"] = {**security_headers(), **answer["headers"]}
        return answer


def _languages(event: Mapping[str, Any]) -> str:
    headers: Mapping[str, Any] = event.get("headers") or {}
    return next((str(value) for name, value in headers.items() if str(name).lower() == "accept-language"), "")
