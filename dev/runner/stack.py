"""The local stack as a whole: its parts in the order in which they start, ended in the reverse order."""

from __future__ import annotations

import fcntl
import threading
import time
from contextlib import ExitStack
from functools import cached_property, partial
from typing import TYPE_CHECKING

from dev.runner import stack_file
from dev.runner.activity import Activity
from dev.runner.aws import LocalAws, forget_own_aws
from dev.runner.blueprint import load_plan, parameters
from dev.runner.certificates import Certificates, provide_certificates
from dev.runner.deployment import STACK, Deployment, deploy
from dev.runner.emulator import Emulator
from dev.runner.errors import StartError
from dev.runner.functions import Functions
from dev.runner.gateway import Gateway
from dev.runner.http_server import HttpServer
from dev.runner.idle import IdleCheck
from dev.runner.local_routes import PREFIX, LocalRoutes
from dev.runner.processes import refuse_taken
from dev.runner.queue_contents import lying_everywhere, lying_in
from dev.runner.queue_trigger import DEFAULT_CONCURRENCY, QueueTrigger, release_hands
from dev.runner.routes import RouteTable
from dev.runner.schedule_trigger import ScheduleTriggers
from dev.runner.secret_values import fill_secrets
from dev.runner.settings import CHECKOUT
from dev.runner.stand_ins import StandIns, outside_urls
from dev.runner.stream_trigger import StreamTrigger, to_queue

if TYPE_CHECKING:
    from pathlib import Path

    from dev.playground.pages import Playground
    from dev.runner.payload import Request, Response
    from dev.runner.plan import StackPlan
    from dev.runner.pollers import Poller
    from dev.runner.settings import LocalSettings

_GRACE_SECONDS = 5.0


class LocalStack:
    """Started once, stopped once; `stop` may be called at any time."""

    def __init__(self, settings: LocalSettings) -> None:
        """Nothing is started yet."""
        forget_own_aws()
        self._settings = settings
        self._urls = outside_urls(settings)
        self._activity = Activity()
        self._emulator = Emulator(settings.aws_emulator_port, settings.data_dir, settings.data_dir / "logs")
        self._stand_ins = StandIns(settings)
        self._aws = LocalAws(settings.aws_endpoint_url)
        self._fed: dict[str, list[Poller]] = {}  # function → what it may have given something to
        self._making = threading.Lock()
        self._parts = ExitStack()

    @property
    def file(self) -> Path:
        """Where programs find the stack's addresses and keys."""
        return self._settings.state_dir / "stack.json"

    def start(self) -> None:
        """Returns when every door answers. Raises StartError."""
        settings = self._settings
        self._claim()
        self._emulator.start()
        self._parts.callback(self._emulator.stop)
        certificates = provide_certificates(settings.state_dir)
        plan = self._plan(certificates)
        self._emulator.wait()
        deployment = deploy(self._aws, plan)
        secrets = fill_secrets(self._aws.secrets, STACK, settings, certificates)
        self._parts.callback(self._stand_ins.stop)
        self._stand_ins.start(certificates, secrets)
        self._serve(plan, deployment)
        self._parts.callback(stack_file.remove, self.file, settings.base_url)
        stack_file.write(self.file, stack_file.facts(settings, self._urls, secrets, certificates))

    @property
    def base_url(self) -> str:
        """Our front door."""
        return self._settings.base_url

    def check(self) -> None:
        """Raises StartError when a program of the stack has ended."""
        if not self._emulator.alive():
            raise StartError("the AWS emulator has ended")
        for one in self._stand_ins.all:
            if not one.service.alive():
                raise StartError(f"the {one.title} has ended")

    def stop(self) -> None:
        """Finishes what is under way, ends every process and keeps the data."""
        self._parts.close()

    def _claim(self) -> None:
        """The data folder and every port, before anything is started."""
        settings = self._settings
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        lock = self._parts.enter_context((settings.data_dir / "lock").open("w"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            folder = stack_file.shown(settings.data_dir)
            raise StartError(f"another stack runs on {folder}: end it, or set LOCAL_DATA_DIR and PORT") from None
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        stack_file.remove(self.file, settings.base_url)
        refuse_taken(settings.port, "local stack", "PORT")
        for one in self._stand_ins.all:
            one.claim_port()

    def _plan(self, certificates: Certificates) -> StackPlan:
        settings = self._settings
        bundle = settings.data_dir / "trusted.pem"
        extra = settings.extra_ca_file.read_text() if settings.extra_ca_file else ""
        bundle.write_text(certificates.ca_file.read_text() + extra)
        return load_plan(CHECKOUT / "template.yaml", parameters(settings, self._urls, bundle), settings.state_dir / "cache")

    def _serve(self, plan: StackPlan, deployment: Deployment) -> None:
        data, clock_file = self._settings.data_dir, self._settings.data_dir / "clock"
        aws_url = self._settings.functions_aws_endpoint_url or self._settings.aws_endpoint_url
        functions = Functions(self._activity, data / "logs", clock_file, aws_url)
        self._parts.callback(functions.close)
        limits = {queue.function: queue.maximum_concurrency or DEFAULT_CONCURRENCY for queue in plan.queues}
        for name, function in plan.functions.items():
            limit = limits.get(name, DEFAULT_CONCURRENCY)
            functions.add(function, deployment.names[name], deployment.variables[name], limit)
        streams = self._streams(plan, deployment, functions)
        queues = self._queues(plan, deployment, functions)
        self._fed = {
            name: [poller for poller in (*streams, *queues) if poller.source in deployment.variables[name].values()]
            for name in plan.functions
        }
        functions.finished = self._poke
        schedules = ScheduleTriggers(plan.schedules, functions.invoke)
        contents = partial(lying_everywhere, self._settings.aws_endpoint_url)
        idle = IdleCheck(self._activity, queues, streams, contents, self._stand_ins.on_the_way)
        local = LocalRoutes(schedules, idle, clock_file, self._play if self._stand_ins.are_complete else None)
        self._listen(Gateway(RouteTable(plan.routes), plan.cors, functions.invoke), local)
        self._begin(streams, queues, schedules, functions)

    def _streams(self, plan: StackPlan, deployment: Deployment, functions: Functions) -> list[StreamTrigger]:
        return [
            StreamTrigger(
                one, self._aws.streams, table := deployment.names[one.table], self._stream_arn(table), functions.invoke,
                to_queue(self._aws.sqs, deployment.names[one.failure_queue] if one.failure_queue else None),
            )
            for one in plan.streams
        ]  # fmt: skip

    def _stream_arn(self, table: str) -> str:
        return self._aws.dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]

    def _queues(self, plan: StackPlan, deployment: Deployment, functions: Functions) -> list[QueueTrigger]:
        hands = self._settings.data_dir / "in_hand"
        release_hands(self._aws.sqs, hands)
        again = self._settings.failed_message_seconds
        triggers = [
            QueueTrigger(one, self._aws.sqs, deployment.names[one.queue], functions.invoke, hands, again_seconds=again)
            for one in plan.queues
        ]
        for trigger in triggers:
            for message in lying_in(self._settings.aws_endpoint_url, trigger.url):
                if not message.visible and message.receives:
                    trigger.adopt(message.message_id, message.receives)
        return triggers

    def _poke(self, function: str) -> None:
        """Only what it knows the name of: looking everywhere after every run was half of a busy stack's work."""
        for poller in self._fed[function]:
            poller.poke()

    @cached_property
    def playground(self) -> Playground:
        """The reception desk and the phones as a page; made when somebody first wants it."""
        from dev.playground.pages import Playground
        from dev.runner.drive import StackDriver

        playground = Playground(StackDriver(self.file))
        self._parts.callback(playground.close)
        return playground

    def _play(self, request: Request) -> Response:
        with self._making:
            playground = self.playground
        return playground.answer(request)

    def _listen(self, gateway: Gateway, local: LocalRoutes) -> None:
        def answer(request: Request) -> Response:
            if request.target.startswith(PREFIX):
                return local.answer(request)
            with self._activity.work():
                return gateway.answer(request)

        try:
            server = HttpServer(self._settings.port, answer)
        except OSError:
            raise StartError(f"port {self._settings.port} (local stack) is taken: set PORT") from None
        self._parts.callback(server.server_close)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="door", daemon=True).start()
        self._parts.callback(server.shutdown)

    def _begin(
        self, streams: list[StreamTrigger], queues: list[QueueTrigger], schedules: ScheduleTriggers, functions: Functions
    ) -> None:
        """Streams end last, because the emulator forgets what has not been read from them."""
        for stream in streams:
            stream.start()
            self._parts.callback(stream.close)
        self._parts.callback(self._empty, streams)
        for queue in queues:
            queue.start()
            self._parts.callback(queue.close)
        schedules.start()
        self._parts.callback(schedules.close)
        # The first to be called at the end: what still runs after a while is cut off.
        deadline = threading.Timer(_GRACE_SECONDS, functions.close)
        deadline.daemon = True
        self._parts.callback(deadline.start)

    def _empty(self, streams: list[StreamTrigger]) -> None:
        deadline = time.monotonic() + _GRACE_SECONDS
        while (self._activity.read().running or any(stream.unread() for stream in streams)) and time.monotonic() < deadline:
            time.sleep(0.02)
