"""The local stack as a program: how it starts, what it says, how it ends, and that it goes on where it was."""

import json
import os
import signal
import socket
from contextlib import closing
from pathlib import Path

import pytest

from dev.runner.drive import StackDriver
from dev.runner.errors import StartError
from dev.runner.launch import LaunchedStack, free_ports
from tests.e2e.conftest import QUICK
from tests.e2e.shop import connect


def _processes_of(folder: Path) -> set[str]:
    """Command lines of all processes that were started with something in this folder."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            running = "\nState:\tZ" not in (process / "status").read_text()
        except OSError:
            continue
        if running and int(process.name) != os.getpid() and str(folder).encode() in told:
            found.add((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def test_it_goes_on_after_a_crash_and_ends_without_a_trace(tmp_path: Path) -> None:
    launched = LaunchedStack(tmp_path, {**QUICK, **free_ports()})
    try:
        launched.start()
        with StackDriver(launched.file) as stack:
            tenant = connect(stack, 4564)
            before = stack.facts
        launched.kill()

        launched.start()
        with StackDriver(launched.file) as stack:
            assert stack.facts == before
            assert [one["id"] for one in stack.operator("GET", "/tenants")["items"]] == [tenant]
            stack.desk.add_client("Ann", phone="13125550001")  # the stand-in still knows where its events go
            stack.settle()
            assert stack.desk.webhooks()[-1]["outcomes"] == ["200"]
        assert any("ministack" in line for line in _processes_of(tmp_path))
    finally:
        launched.stop(signal.SIGINT)

    assert _processes_of(tmp_path) == set()
    assert not launched.file.exists()
    assert launched.exit_status() == 0
    assert before["operator_key"] not in launched.output()
    assert before["altegio"]["partner_token"] not in launched.output()


def test_it_starts_no_stand_in_for_servers_that_it_is_pointed_at(tmp_path: Path) -> None:
    given = {
        "ALTEGIO_API_URL": "http://127.0.0.1:9/api/v1", "ALTEGIO_APP_URL": "http://127.0.0.1:9", "APNS_URL": "https://127.0.0.1:9",
        "GOOGLE_WALLET_URL": "http://127.0.0.1:9/walletobjects/v1", "ALTEGIO_PARTNER_TOKEN": "given-token",
        "ALTEGIO_APPLICATION_ID": "77", "REVERSAL_DELAY_SECONDS": "0",
    }  # fmt: skip
    launched = LaunchedStack(tmp_path, {**QUICK, **free_ports(), **given})
    launched.start()
    try:
        facts = json.loads(launched.file.read_text())
        assert not any(f"dev.{name}" in line for line in _processes_of(tmp_path) for name in ("altegio", "apns", "google"))
        assert facts["altegio"]["api_url"] == given["ALTEGIO_API_URL"]
        assert (facts["altegio"]["partner_token"], facts["altegio"]["application_id"]) == ("given-token", 77)
        assert facts["apns_url"] == given["APNS_URL"]
        assert launched.file.stat().st_mode & 0o077 == 0
    finally:
        launched.stop()


@pytest.mark.parametrize("variable", ["PORT", "AWS_EMULATOR_PORT", "ALTEGIO_PORT"])
def test_a_taken_port_is_one_line_that_names_the_variable(tmp_path: Path, variable: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        other = LaunchedStack(tmp_path, {**QUICK, **free_ports(), variable: str(port)})

        with pytest.raises(StartError, match=rf"port {port} .* is taken.* {variable}$"):
            other.start()

    assert len(other.output().splitlines()) == 1
    assert other.exit_status() == 1
    assert _processes_of(tmp_path) == set()


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    launched = LaunchedStack(tmp_path, {"REVERSAL_DELAY_SECONDS": "901"})

    with pytest.raises(StartError, match="REVERSAL_DELAY_SECONDS must be a whole number between 0 and 900"):
        launched.start()
    assert len(launched.output().splitlines()) == 1
