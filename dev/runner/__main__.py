"""`python -m dev.runner serve`: the local stack until Ctrl-C."""

import os
import signal
import sys
import time
from types import FrameType
from typing import NoReturn

from dev.runner.errors import StartError
from dev.runner.settings import load_settings

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_CHECK_SECONDS = 0.5


class _Stopped(Exception):  # noqa: N818 - a fact
    """A person or a program wants the stack to end."""


def main(arguments: list[str]) -> int:
    """Exit status: 0 after a clean end, 1 with one line when the stack cannot start or go on."""
    if arguments != ["serve"]:
        print("usage: python -m dev.runner serve", file=sys.stderr)
        return 2
    for number in _SIGNALS:
        signal.signal(number, _stop)
    try:
        return _serve()
    except StartError as problem:
        print(f"local stack: {problem}", file=sys.stderr, flush=True)
        return 1
    except _Stopped:
        return 0


def _serve() -> int:
    began = time.monotonic()
    settings = load_settings(os.environ)
    _forget_own_aws()
    # Late, because a wrong variable should be told at once.
    from dev.runner.stack import LocalStack
    from dev.runner.stack_file import shown

    stack = LocalStack(settings)
    try:
        stack.start()
        seconds = time.monotonic() - began
        print(f"local stack: ready after {seconds:.1f} s on {settings.base_url}, Ctrl-C ends it", flush=True)
        print(f"  addresses and keys: {shown(stack.file)}", flush=True)
        print(f"  data and logs: {shown(settings.data_dir)}", flush=True)
        while True:
            stack.check()
            time.sleep(_CHECK_SECONDS)
    finally:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        stack.stop()


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _Stopped


def _forget_own_aws() -> None:
    """The person's own profile, account and proxies have no say here."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
