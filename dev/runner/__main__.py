"""`python -m dev.runner serve`: the local stack until Ctrl-C."""

import os
import sys
import time

from dev.runner.errors import StartError
from dev.runner.settings import load_settings
from dev.runner.stopping import Stopped, StopSignals

_CHECK_SECONDS = 0.5


def main(arguments: list[str]) -> int:
    """Exit status: 0 after a clean end, 1 with one line when the stack cannot start or go on."""
    if arguments != ["serve"]:
        print("usage: python -m dev.runner serve", file=sys.stderr)
        return 2
    try:
        with StopSignals() as signals:
            _serve(signals)
    except StartError as problem:
        print(f"local stack: {problem}", file=sys.stderr, flush=True)
        return 1
    except Stopped:
        pass
    return 0


def _serve(signals: StopSignals) -> None:
    began = time.monotonic()
    settings = load_settings(os.environ)
    # Late, because a wrong variable should be told at once.
    from dev.runner.stack import LocalStack
    from dev.runner.stack_file import shown

    stack = LocalStack(settings)
    try:
        stack.start()
        signals.check()
        seconds = time.monotonic() - began
        print(f"local stack: ready after {seconds:.1f} s on {settings.base_url}, Ctrl-C ends it", flush=True)
        print(f"  addresses and keys: {shown(stack.file)}", flush=True)
        print(f"  data and logs: {shown(settings.data_dir)}", flush=True)
        while True:
            signals.check()
            stack.check()
            time.sleep(_CHECK_SECONDS)
    finally:
        signals.ignore()
        stack.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
