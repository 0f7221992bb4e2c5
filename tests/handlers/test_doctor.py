"""The doctor's door, the addresses that it looks at, and its command."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from comeback.adapters.addresses import HttpAddresses
from comeback.adapters.words import words_asked
from comeback.domain.diagnosis import Finding, State
from comeback.domain.words import Phrase
from comeback.usecases.examine import Examine
from comeback.usecases.manage_api_keys import HolderOfKey
from comeback.web.api.doctor_routes import DoctorDoor
from comeback.web.api.entrance import Entrance
from dev.doctor import main, rendered
from tests.api_world import OPERATOR_KEYS, ApiWorld, Clock, api_document, is_a_problem
from tests.api_world import Answered as ApiAnswered
from tests.handlers.events import http_event
from tests.memory.directory import MemoryDirectory
from tests.memory.store import Store

FINDINGS = [
    Finding("apple_certificate", State.OK, Phrase("doctor.wwdr.ok", {"n": 900, "day": date(2029, 3, 9)})),
    Finding("queue", State.FAIL, Phrase("doctor.queue.dead", {"n": 2}), "accrual_dead_letter"),
]
PATH = "/operator/v1/doctor"


def ask(key: str | None = OPERATOR_KEYS[0], door: DoctorDoor | None = None) -> ApiAnswered:
    if door is None:
        entrance = Entrance(HolderOfKey(MemoryDirectory(Store())), lambda: OPERATOR_KEYS)
        door = DoctorDoor(entrance, Examine({"all": lambda: FINDINGS}, 5), Clock(), words_asked)
    sent = {} if key is None else {"authorization": f"Bearer {key}"}
    answer = ApiAnswered(door(http_event("GET", PATH, headers=sent)))
    kind = answer.headers.get("content-type", "")
    api_document().check("GET", PATH, answer.status, kind, answer.text)
    return answer


def test_an_operator_is_told_how_everything_is_and_what_to_do() -> None:
    answer = ask()
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json == {
        "state": "fail",
        "at": "2026-09-21T15:30:00Z",
        "findings": [
            {"check": "apple_certificate", "subject": "", "state": "ok", "text_id": "doctor.wwdr.ok",
             "text": "The intermediate has issued the certificate, and is valid for another 900 days, until Mar 9, 2029."},
            {"check": "queue", "subject": "accrual_dead_letter", "state": "fail", "text_id": "doctor.queue.dead",
             "text": "2 messages were set aside: find the error in the consumer's log, mend it, then send the messages again."},
        ],
    }  # fmt: skip


@pytest.mark.parametrize("key", [None, "", "cb_a_key_of_a_tenant", "op_wrong"])
def test_nobody_else_is(key: str | None) -> None:
    is_a_problem(ask(key), 401)


def test_a_defect_of_ours_is_an_answer_without_its_text() -> None:
    class Broken:
        def __call__(self) -> list[Finding]:
            raise RuntimeError("a secret")

    entrance = Entrance(HolderOfKey(MemoryDirectory(Store())), lambda: OPERATOR_KEYS)
    answer = ask(door=DoctorDoor(entrance, Broken(), Clock(), words_asked))  # type: ignore[arg-type]  # the broken one
    is_a_problem(answer, 500)
    assert "a secret" not in answer.text


def test_the_api_itself_has_no_doctor() -> None:
    is_a_problem(ApiWorld().operate("GET", "/doctor"), 404)


# ---------------------------------------------------------------- addresses


def addresses(answer: httpx.Response | Exception) -> HttpAddresses:
    def handle(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return HttpAddresses(None, httpx.MockTransport(handle))


@pytest.mark.parametrize("status", [200, 401, 404, 503])
def test_the_time_of_a_neighbour_is_that_of_any_answer(status: int) -> None:
    there = addresses(httpx.Response(status, headers={"Date": "Sun, 22 Nov 2026 07:21:33 GMT"}))
    assert there.date_of("https://x.example") == datetime(2026, 11, 22, 7, 21, 33, tzinfo=UTC)
    assert there.status_of("https://x.example") == status


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}])
def test_a_neighbour_need_not_tell_its_time(headers: dict[str, str]) -> None:
    assert addresses(httpx.Response(200, headers=headers)).date_of("https://x.example") is None


def test_nobody_at_an_address_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError, match="ConnectTimeout"):
        addresses(httpx.ConnectTimeout("x")).status_of("https://x.example")


# ---------------------------------------------------------------- on the command line


def test_a_report_is_a_line_for_each_finding_and_a_sum() -> None:
    told = rendered(json.loads(ask().text))
    assert [line.split()[0] for line in told.splitlines()] == ["ok", "FAIL", "2026-09-21T15:30:00Z:"]
    assert "queue accrual_dead_letter  2 messages were set aside" in told
    assert told.endswith("1 fail, 0 warn, 1 ok")


def test_without_anybody_to_ask_it_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOCAL_STATE_DIR", str(tmp_path))
    assert main(["", ""]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "start the local stack" in told
