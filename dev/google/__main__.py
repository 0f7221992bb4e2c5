"""`python -m dev.google serve --port 8790 --service-account-public-key .local/google-service-account.pem`."""

import argparse
import contextlib
import signal
import threading
from pathlib import Path

from dev.google.clock import shifted_by
from dev.google.server import GoogleServer
from dev.google.wallet import ISSUER_ID, Wallet


def main() -> None:
    """Serve until interrupted or ended."""
    parser = argparse.ArgumentParser(prog="python -m dev.google", description=__doc__)
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="listen until interrupted")
    serve.add_argument("--port", type=int, default=8790)
    serve.add_argument("--service-account-public-key", type=Path, required=True, help="PEM file")
    serve.add_argument("--issuer-id", default=ISSUER_ID)
    serve.add_argument("--state", type=Path, help="file that keeps classes and objects from run to run")
    serve.add_argument("--clock-file", type=Path, help="file with the seconds by which the time is shifted")
    options = parser.parse_args()
    wallet = Wallet(
        options.service_account_public_key.read_bytes(),
        issuer_id=options.issuer_id,
        clock=shifted_by(options.clock_file),
        state=options.state,
    )
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: ended.set())
    with GoogleServer(wallet, options.port) as server, contextlib.suppress(KeyboardInterrupt):
        print(f"Google Wallet stand-in at {server.url}", flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
