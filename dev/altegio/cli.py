"""The command line: serve the stand-in, or play the reception desk of a running one."""

import argparse
import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dev.altegio.desk import DeskError
from dev.altegio.desk.wire import Wire
from dev.altegio.desk_commands import add_desk
from dev.altegio.options import Options
from dev.altegio.simulator import serve


def main(arguments: list[str]) -> int:
    """Exit status: 0, 1 for a refusal or a server that is not there, 2 for a wrong command line."""
    parser = argparse.ArgumentParser(prog="python -m dev.altegio", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _add_serve(commands)
    add_desk(commands)
    chosen = vars(parser.parse_args(arguments))
    if chosen.pop("command") == "serve":
        return _serve(chosen)
    return _play(chosen)


def _add_serve(commands: Any) -> None:
    """Options of the server; tokens and application also from the environment."""
    parser = commands.add_parser("serve", help="serve on 127.0.0.1 until Ctrl-C")
    say = parser.add_argument
    say("--port", type=int, default=8788)
    say("--state", type=Path, metavar="FILE", help="go on from this file and keep it up to date")
    say("--no-limits", action="store_true", help="no limit of calls")
    say("--per-second", type=int, default=5, metavar="N", help="calls a second and address (5)")
    say("--per-minute", type=int, default=200, metavar="N", help="calls a minute and address (200)")
    say("--webhook-delay", type=float, default=1.0, metavar="S", help="seconds until an event is posted (1)")
    say("--ca-file", metavar="PEM", help="trusted for https receivers, beside the system's authorities")
    say("--partner-token", default=os.environ.get("ALTEGIO_PARTNER_TOKEN"), help="or ALTEGIO_PARTNER_TOKEN; else random")
    say("--user-token", default=os.environ.get("ALTEGIO_USER_TOKEN"), help="or ALTEGIO_USER_TOKEN; else random")
    application = os.environ.get("ALTEGIO_APPLICATION_ID") or "2391"
    say("--application-id", type=int, default=application, help="or ALTEGIO_APPLICATION_ID; else 2391")
    say("--callback-url", default="", metavar="URL", help="receiver of uninstall, freeze and payment events")
    say("--wobble-seed", type=int, default=1, metavar="N", help="another mixture of notations")
    say("--no-wobbles", action="store_true", help="answers exactly as documented")
    say("--silent-payments", action="store_true", help="payments neither change a booking's date nor send its event")


def _serve(chosen: dict[str, Any]) -> int:
    if chosen.pop("no_limits"):
        chosen |= {"per_second": 0, "per_minute": 0}
    if chosen.pop("no_wobbles"):
        chosen["wobble_seed"] = None
    chosen["payment_changes_record"] = not chosen.pop("silent_payments")
    try:
        asyncio.run(serve(Options(**{name: value for name, value in chosen.items() if value not in (None, "")})))
    except (OSError, ValueError) as problem:
        print(f"The Altegio stand-in cannot start: {problem}", file=sys.stderr)
        return 1
    return 0


def _play(chosen: dict[str, Any]) -> int:
    """Send one act or control; what it answers is printed."""
    base_url, (method, path) = chosen.pop("url"), chosen.pop("route")
    given = {name: value for name, value in chosen.items() if value is not None}
    if given.pop("walk_in", False):
        given["client"] = None
    try:
        answer = Wire(base_url).call(method, path, given if method == "POST" else None)
    except (DeskError, OSError) as problem:
        where = urlsplit(base_url).netloc
        print(problem if isinstance(problem, DeskError) else f"Nobody answers on {where}: {problem}", file=sys.stderr)
        return 1
    with contextlib.suppress(BrokenPipeError):  # the reader of a pipe has seen enough
        print(json.dumps(answer, indent=2, ensure_ascii=False), flush=True)
    return 0
