import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest

from dev.runner.errors import StartError
from dev.runner.launch import free_ports
from dev.runner.processes import Service, command_line, refuse_taken

pytestmark = pytest.mark.stack
_SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)", "marked"]


def _service(folder: Path) -> Service:
    return Service("the sleeper", folder / "pid", folder / "log")


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_program_that_ends_while_starting_is_told(tmp_path: Path) -> None:
    service = _service(tmp_path)
    service.start([sys.executable, "-c", "print('why')"], os.environ)

    with pytest.raises(StartError, match="the sleeper ended while starting, its log is"):
        service.wait_for_port(1)
    assert (tmp_path / "log").read_text() == "why\n"


def test_a_stopped_program_is_gone_and_forgotten(tmp_path: Path) -> None:
    service = _service(tmp_path)
    service.start(_SLEEP, os.environ)
    pid = service.pid
    assert service.alive()

    service.stop()

    assert not service.alive()
    assert command_line(pid) == ""
    assert not (tmp_path / "pid").exists()


def test_what_a_killed_stack_left_over_is_ended(tmp_path: Path) -> None:
    service = _service(tmp_path)
    service.start(_SLEEP, os.environ)
    _wait_until(lambda: (tmp_path / "log").read_text() == "up\n")

    _service(tmp_path).end_leftover("marked")

    # Its command line is gone a moment before its parent can see how it ended.
    _wait_until(lambda: service.exit_status is not None)
    assert service.exit_status == -signal.SIGTERM


def test_another_program_with_the_same_number_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(_SLEEP) as other:
        (tmp_path / "pid").write_text(str(other.pid))

        _service(tmp_path).end_leftover("ministack")

        assert other.poll() is None
        other.kill()


def test_a_program_ends_with_its_parent(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from dev.runner.processes import Service\n"
        f"service = Service('x', Path({str(tmp_path / 'pid')!r}), Path({str(tmp_path / 'log')!r}))\n"
        f"service.start({_SLEEP!r}, {{}}); print(service.pid, flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
    _wait_until(lambda: command_line(child) == "")


def test_a_taken_port_names_the_variable_that_moves_it() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken, pytest.raises(StartError, match=r"is taken.*set PORT"):
        refuse_taken(taken.getsockname()[1], "local stack", "PORT", seconds=0)


def test_a_port_that_is_let_go_in_a_moment_is_waited_for() -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    going = Timer(0.05, taken.close)
    going.start()
    refuse_taken(port, "local stack", "PORT", seconds=10)
    going.join()


def test_free_ports_leave_room_for_the_stand_ins() -> None:
    ports = {name: int(port) for name, port in free_ports().items()}

    assert ports["AWS_EMULATOR_PORT"] == ports["PORT"] + 4
    refuse_taken(ports["PORT"], "x", "X")
