"""In programs of their own: a signal handler belongs to a whole process."""

import signal
import subprocess
import sys

import pytest

_PROGRAM = """
import os, signal
from dev.runner.stopping import Stopped, StopSignals
try:
    with StopSignals() as signals:
        {body}
except Stopped:
    print("stopped")
"""
_SIGNAL = "os.kill(os.getpid(), signal.{name})"


def _run(body: str) -> str:
    done = subprocess.run([sys.executable, "-c", _PROGRAM.format(body=body)], check=True, capture_output=True, text=True)
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", [signal.SIGINT.name, signal.SIGTERM.name, signal.SIGHUP.name])
def test_a_signal_ends_the_program(name: str) -> None:
    assert _run(_SIGNAL.format(name=name)) == "stopped\n"


def test_a_library_that_catches_every_exception_cannot_swallow_it() -> None:
    body = f"""
        try:
            {_SIGNAL.format(name="SIGTERM")}
        except Exception:
            print("swallowed")
"""
    assert _run(body) == "stopped\n"


def test_one_that_got_lost_in_a_finalizer_is_found_by_the_next_check() -> None:
    body = f"""
        class Finalized:
            def __del__(self):
                {_SIGNAL.format(name="SIGTERM")}
        one = Finalized()
        del one
        print("went on", flush=True)
        signals.check()
"""
    said = _run(body)
    assert said.startswith("went on\nstopped\n")


def test_further_signals_do_not_interrupt_the_end() -> None:
    body = f"""
        try:
            {_SIGNAL.format(name="SIGINT")}
        finally:
            {_SIGNAL.format(name="SIGTERM")}
            print("tidied")
"""
    assert _run(body) == "tidied\nstopped\n"
