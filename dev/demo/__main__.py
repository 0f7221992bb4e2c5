"""`python -m dev.demo`: starts the local stack, plays the story, leaves the stack running; with ONCE=1 it ends by itself."""

import fcntl
import os
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from dev.altegio.desk import DeskError
from dev.demo.stack import ToldStack
from dev.demo.story import Story
from dev.demo.telling import Teller
from dev.google.desk import DeskError as GoogleDeskError
from dev.google.desk import GoogleDesk
from dev.phone.device import Phone
from dev.phone.package import PassRejected
from dev.runner.drive import StackDriver, StackError
from dev.runner.errors import StartError
from dev.runner.settings import DEFAULT_STATE_DIR, LocalSettings, load_settings
from dev.runner.stack import LocalStack
from dev.runner.stack_file import shown
from dev.runner.stopping import Stopped, StopSignals

# Short, so that nobody waits; whoever wants the deployed values sets them.
_DEFAULTS = {"REVERSAL_DELAY_SECONDS": "5", "COALESCE_SECONDS": "0"}
_WHAT_BREAKS = (StackError, DeskError, GoogleDeskError, PassRejected, httpx.HTTPError, OSError, KeyError, StopIteration)


def main(environment: Mapping[str, str]) -> int:
    """Exit status 0 when every step came true, 1 otherwise and when the stack cannot start."""
    try:
        with StopSignals() as signals:
            return 0 if _run(environment, signals) else 1
    except StartError as problem:
        print(f"local stack: {problem}", file=sys.stderr, flush=True)
        return 1
    except Stopped:
        return 0


def _run(environment: Mapping[str, str], signals: StopSignals) -> bool:
    once = environment.get("ONCE", "") not in {"", "0"}
    settings = _settings(environment)
    began = time.monotonic()
    stack = LocalStack(settings)
    try:
        stack.start()
        signals.check()
        print(f"The local stack is ready after {time.monotonic() - began:.1f} s on {settings.base_url}.", flush=True)
        came_true = _play(stack, once=once)
        while not once:
            signals.check()
            stack.check()
            time.sleep(0.5)
    finally:
        signals.ignore()
        stack.stop()
    return came_true


def _settings(environment: Mapping[str, str]) -> LocalSettings:
    """The story begins in an empty world of its own, unless a data folder is named."""
    for name in ("ALTEGIO_API_URL", "APNS_URL", "GOOGLE_WALLET_URL"):
        if environment.get(name):
            raise StartError(f"the story is played with our own stand-ins: unset {name}, or use `make serve`")
    given = {name: value for name, value in environment.items() if value}
    if "LOCAL_DATA_DIR" not in given:
        folder = DEFAULT_STATE_DIR / "demo"
        _empty(folder)
        given["LOCAL_DATA_DIR"] = str(folder)
    return load_settings({**_DEFAULTS, **given})


def _empty(folder: Path) -> None:
    """Removes what an earlier story left; a stack that runs on it keeps it and is named when ours starts."""
    if folder.exists():
        with (folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return
        shutil.rmtree(folder)


def _play(stack: LocalStack, *, once: bool) -> bool:
    teller, driver = Teller(), StackDriver(stack.file)
    phone, google = Phone(driver.ca_file), GoogleDesk(driver.facts["google_wallet_url"])
    story = Story(teller, ToldStack(driver, teller), phone, google)
    try:
        story.play()
    except _WHAT_BREAKS as problem:
        teller.check(f"the story could not go on: {type(problem).__name__}: {problem}", holds=False)
    print("\nEvery step came true." if not teller.broken else f"\nNot true: {'; '.join(teller.broken)}", flush=True)
    phone.close()
    driver.close()
    if not once:
        _show_around(stack, story)
    return not teller.broken


def _show_around(stack: LocalStack, story: Story) -> None:
    """What a person can look at while the stack goes on; Jane's phone lies on the playground's table."""
    links, base_url = story.card.get("links", {}), stack.base_url
    if links:
        stack.playground.add_pass(links["apple"])
    print("\nLook around:")
    print(f"  play reception desk and phone: {base_url}/__local/play")
    print(f"  Jane's card: {links.get('page', '(none)')}")
    print(f"  the owner's pages: {base_url}/console (the playground's Connect button signs you in)")
    print(f"  the REST API's document: {base_url}/api/v1/openapi.json")
    print(f"  addresses and keys: {shown(stack.file)}")
    print("\nCtrl-C ends the stack.", flush=True)


if __name__ == "__main__":
    sys.exit(main(os.environ))
