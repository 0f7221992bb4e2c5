"""The stand-in as a program, and its desk on the command line."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dev.altegio.cli import main
from dev.altegio.simulator import Running, running

ROOT = Path(__file__).parents[2]


@pytest.fixture
def altegio() -> Iterator[Running]:
    with running(webhook_delay=0.0) as altegio:
        yield altegio


def play(altegio: Running, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["desk", "--url", altegio.base_url, *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_receptionist_plays_an_ordinary_visit(altegio: Running, capsys: pytest.CaptureFixture[str]) -> None:
    booked = play(
        altegio, capsys, "book", "--client", "Jane Doe", "--service", "Haircut", "--service", "beard trim", "--at", "14:00"
    )
    assert (booked["due"], booked["attendance"]) == ("70", "waiting")
    assert play(altegio, capsys, "arrive")["attendance"] == "arrived"
    assert play(altegio, capsys, "add-product", "--product", "Wax", "--discount", "10")["due"] == "83.95"
    assert play(altegio, capsys, "pay", "--method", "cash")["booking"]["paid_full"] is True
    assert play(altegio, capsys, "refund", "--amount", "5")["booking"]["due"] == "5.00"
    assert len(play(altegio, capsys, "delete-payment")["payment_ids"]) == 4
    assert play(altegio, capsys, "cancel")["deleted"] is True
    assert len(play(altegio, capsys, "bookings")["bookings"]) == 1
    assert play(altegio, capsys, "book", "--walk-in", "--service", "Haircut")["client_id"] is None


def test_the_controls_are_there_too(altegio: Running, capsys: pytest.CaptureFixture[str]) -> None:
    assert "salon_id=4564" in play(altegio, capsys, "press-connect")["url"]
    assert play(altegio, capsys, "lose-webhooks", "--count", "2")["lose"] == 2
    assert play(altegio, capsys, "hold-webhooks")["hold"] is True
    assert play(altegio, capsys, "flush-webhooks", "--order", "reversed") == {"events": 0}
    assert play(altegio, capsys, "resend-webhooks") == {"events": 0}
    assert play(altegio, capsys, "go-down", "--for-seconds", "1") == {"planned": 1}
    assert play(altegio, capsys, "come-back") == {"planned": 0}
    assert play(altegio, capsys, "counters")["calls"] == 0


def test_a_refusal_is_one_line_and_status_one(altegio: Running, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desk", "--url", altegio.base_url, "book", "--client", "Nobody", "--service", "Haircut"]) == 1
    assert capsys.readouterr().err == "no client is called 'Nobody' in 4564\n"
    assert main(["desk", "--url", "http://127.0.0.1:9", "show"]) == 1
    assert "Nobody answers on 127.0.0.1:9" in capsys.readouterr().err


def test_a_taken_port_is_one_line_and_status_one(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 1
    assert capsys.readouterr().err.startswith("The Altegio stand-in cannot start: ")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_program_says_when_it_is_ready_and_ends_cleanly(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "dev.altegio", "serve", "--port", "0", "--no-limits", "--no-wobbles"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline().startswith("Altegio stand-in on http://127.0.0.1:")
        program.send_signal(number)
        out, err = program.communicate(timeout=60)
        assert (program.returncode, out, err) == (0, "", "")
