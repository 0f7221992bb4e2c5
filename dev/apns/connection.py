"""One HTTP/2 connection from a sender of pushes, answered as Apple answers."""

import json
import ssl
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, Event, RequestReceived, StreamEnded, StreamReset
from h2.exceptions import ProtocolError, TooManyStreamsError
from h2.settings import SettingCodes, Settings

from dev.apns.state import PushService, Rule

_LARGEST = 4096
_TYPES = {"alert", "background", "location", "voip", "complication", "fileprovider", "mdm", "liveactivity", "pushtotalk"}


class PushConnection:
    """Serves until the client leaves or a rule ends the connection."""

    def __init__(self, tls: ssl.SSLSocket, service: PushService) -> None:
        """`tls` has agreed on h2."""
        self._tls = tls
        self._service = service
        self._topic = _user_id(tls.getpeercert())
        self._h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self._requests: dict[int, tuple[dict[str, str], bytearray]] = {}
        self._told_streams = 0

    def serve(self) -> None:
        """Until the end of the connection."""
        self._service.count("connections")
        # As the first settings: what is set on a connection later holds only when the client has agreed.
        initial = {SettingCodes.MAX_CONCURRENT_STREAMS: self._service.max_concurrent_streams}
        self._h2.local_settings = Settings(client=False, initial_values=initial)
        self._h2.initiate_connection()
        self._tls.sendall(self._h2.data_to_send())
        while data := self._tls.recv(65536):
            try:
                events = self._h2.receive_data(data)
            except ProtocolError as problem:
                if isinstance(problem, TooManyStreamsError):
                    self._service.count("violations")
                self._tls.sendall(self._h2.data_to_send())
                return
            self._service.count("most_open", self._h2.open_inbound_streams)
            self._narrow()
            alive = all(map(self._handle, events))
            self._send()
            if not alive:
                return

    def _narrow(self) -> None:
        """Another number of streams, as Apple tells senders whose tokens are bad."""
        told = self._service.then_streams
        if told and told != self._told_streams and self._h2.open_inbound_streams:
            self._h2.update_settings({SettingCodes.MAX_CONCURRENT_STREAMS: told})
            self._told_streams = told

    def _send(self) -> None:
        """In as small pieces as was asked for; TCP promises nothing about them either."""
        data = self._h2.data_to_send()
        size = self._service.piece or len(data) or 1
        for start in range(0, len(data), size):
            self._tls.sendall(data[start : start + size])

    def _handle(self, event: Event) -> bool:
        """False ends the connection."""
        match event:
            case RequestReceived(stream_id=stream, headers=headers):
                self._requests[stream] = ({str(name): str(value) for name, value in headers}, bytearray())
            case DataReceived(stream_id=stream, data=data, flow_controlled_length=length):
                if stream in self._requests:
                    self._requests[stream][1].extend(data)
                self._h2.acknowledge_received_data(length, stream)
            case StreamEnded(stream_id=stream):
                return self._answer(stream, *self._requests.pop(stream))
            case StreamReset(stream_id=stream):
                self._requests.pop(stream, None)
        return True

    def _answer(self, stream: int, headers: dict[str, str], body: bytearray) -> bool:
        token = headers.get(":path", "").removeprefix("/3/device/")
        status, reason = self._refusal(headers, token, bytes(body))
        rule = Rule(status=status, reason=reason) if reason else self._service.rule_for(token)
        if rule.act == "goaway":
            self._service.record(token, headers, bytes(body), 0, "GOAWAY")
            told = json.dumps({"reason": rule.reason or "Shutdown"}).encode()
            self._h2.close_connection(ErrorCodes.NO_ERROR, told, last_stream_id=stream - 2)
            return False
        if rule.act in {"hang", "close", "reset"}:
            self._service.record(token, headers, bytes(body), 0, rule.act)
            if rule.act == "reset":
                self._h2.reset_stream(stream, ErrorCodes.REFUSED_STREAM)
            return rule.act != "close"
        self._service.record(token, headers, bytes(body), rule.status, rule.reason)
        self._respond(stream, rule, headers.get("apns-id") or str(uuid4()).upper())
        return True

    def _respond(self, stream: int, rule: Rule, apns_id: str) -> None:
        headers = [(":status", str(rule.status)), ("apns-id", apns_id)]
        if rule.retry_after is not None:
            headers.append(("retry-after", str(rule.retry_after)))
        if rule.status == 200:
            self._h2.send_headers(stream, headers, end_stream=True)
            return
        told: dict[str, Any] = {"reason": rule.reason}
        if rule.timestamp is not None:
            told["timestamp"] = rule.timestamp
        self._h2.send_headers(stream, headers)
        self._h2.send_data(stream, json.dumps(told).encode(), end_stream=True)

    def _refusal(self, headers: Mapping[str, str], token: str, body: bytes) -> tuple[int, str]:
        """What Apple would not accept; an empty reason means nothing."""
        topic = headers.get("apns-topic", "")
        checks = (
            (headers.get(":method") != "POST", 405, "MethodNotAllowed"),
            (not headers.get(":path", "").startswith("/3/device/"), 404, "BadPath"),
            (self._topic is None, 403, "MissingProviderToken"),
            (not token, 400, "MissingDeviceToken"),
            (not topic, 400, "MissingTopic"),
            (topic != self._topic, 400, "TopicDisallowed"),
            (headers.get("apns-push-type", "alert") not in _TYPES, 400, "InvalidPushType"),
            (headers.get("apns-priority", "10") not in {"1", "5", "10"}, 400, "BadPriority"),
            (not headers.get("apns-expiration", "0").isdigit(), 400, "BadExpirationDate"),
            (not body, 400, "PayloadEmpty"),
            (len(body) > _LARGEST, 413, "PayloadTooLarge"),
        )
        return next(((status, reason) for refused, status, reason in checks if refused), (0, ""))


def _user_id(certificate: Any) -> str | None:
    """UID of the client certificate, which names its topic."""
    names = {key: value for part in (certificate or {}).get("subject", ()) for key, value in part}
    return names.get("userId") or names.get("UID")
