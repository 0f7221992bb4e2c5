"""The stand-in as a whole: state, server, webhooks; alone in a process or inside a test."""

import asyncio
import contextlib
import signal
import threading
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dev.altegio import codec
from dev.altegio.acts.stage import Stage
from dev.altegio.desk import Desk
from dev.altegio.http import Server
from dev.altegio.options import Options
from dev.altegio.post import Poster
from dev.altegio.router import Router
from dev.altegio.seed import fresh_world
from dev.altegio.shapes.context import Context
from dev.altegio.webhooks import Manners, Outbox
from dev.altegio.wobble import Wobble
from dev.altegio.world import Index, World

_SAVE_SECONDS = 0.5


class Simulator:
    """Made and used inside a running event loop."""

    def __init__(self, options: Options) -> None:
        """Goes on from the state file, if there is one. Raises OSError or ValueError for a file it cannot read."""
        self._options = options
        world = _world(options.state)
        index = Index(world)
        context = Context(world, index, Wobble(options.wobble_seed))
        outbox = Outbox(Poster(options.ca_file), Manners(options.webhook_delay), seed=1)
        self.stage = Stage(
            world, index, context, outbox, options.partner_token, options.application_id,
            options.payment_changes_record, options.callback_url,
        )  # fmt: skip
        self.router = Router(self.stage, options)
        self._server = Server(self.router.respond)
        self._saver: asyncio.Task[None] | None = None

    async def start(self) -> int:
        """The port it listens on. Raises OSError when it is taken."""
        port = await self._server.start(self._options.port)
        if self._options.state is not None:
            self._saver = asyncio.create_task(self._keep_saving(self._options.state))
        return port

    async def stop(self) -> None:
        """Drop connections and pending webhooks, write the state."""
        await self._server.stop()
        await self.stage.outbox.stop()
        if self._saver is not None and self._options.state is not None:
            self._saver.cancel()
            self._save(self._options.state)

    async def _keep_saving(self, path: Path) -> None:
        """Often, but never more than a twentieth of the time: a world grows."""
        pause = _SAVE_SECONDS
        while True:
            await asyncio.sleep(pause)
            began = time.monotonic()
            self._save(path)
            pause = max(_SAVE_SECONDS, 20 * (time.monotonic() - began))

    def _save(self, path: Path) -> None:
        if self.stage.dirty:
            self.stage.dirty = False
            codec.write(self.stage.world, path)


def _world(path: Path | None) -> World:
    return codec.read(path) if path is not None and path.exists() else fresh_world()


async def serve(options: Options) -> None:
    """Until SIGTERM or SIGINT. Raises OSError when the port is taken."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    simulator = Simulator(options)
    port = await simulator.start()
    print(f"Altegio stand-in on http://127.0.0.1:{port}, application {options.application_id}", flush=True)
    await stopped.wait()
    await simulator.stop()


@dataclass(frozen=True, slots=True)
class Running:
    """A stand-in in a thread of this process, with its desk."""

    base_url: str
    options: Options
    desk: Desk

    @property
    def api_url(self) -> str:
        """Base of REST v1."""
        return f"{self.base_url}/api/v1"


@contextlib.contextmanager
def running(port: int = 0, **options: Any) -> Iterator[Running]:
    """A stand-in for the length of a `with` block; `options` as in `Options`. Raises OSError when the port is taken."""
    chosen = replace(Options(port=port), **options)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="altegio-stand-in", daemon=True)
    thread.start()
    try:
        simulator = _wait(_made(chosen), loop)
        try:
            base_url = f"http://127.0.0.1:{_wait(simulator.start(), loop)}"
            yield Running(base_url, chosen, Desk(base_url))
        finally:
            _wait(simulator.stop(), loop)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _wait[T](work: Coroutine[Any, Any, T], loop: asyncio.AbstractEventLoop) -> T:
    return asyncio.run_coroutine_threadsafe(work, loop).result()


async def _made(options: Options) -> Simulator:
    return Simulator(options)
