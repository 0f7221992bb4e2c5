"""`python -m dev.apns serve --port 8789 --cert server.pem --key server.key --ca ca.pem`."""

import argparse
import contextlib
from pathlib import Path

from dev.apns.server import ApnsServer


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m dev.apns", description=__doc__)
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="listen until interrupted")
    serve.add_argument("--port", type=int, default=8789)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--cert", type=Path, required=True, help="the server's certificate (PEM)")
    serve.add_argument("--key", type=Path, required=True, help="its private key (PEM)")
    serve.add_argument("--ca", type=Path, required=True, help="authority of the clients' certificates (PEM)")
    options = parser.parse_args()
    with ApnsServer(options.cert, options.key, options.ca, options.port, options.host) as server:
        print(f"APNs stand-in at {server.url}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.wait()


if __name__ == "__main__":
    main()
