"""The listening side: TLS, then HTTP/2 for pushes or HTTP/1.1 for control, as ALPN decides."""

import contextlib
import socket
import ssl
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from dev.apns.connection import PushConnection
from dev.apns.control import Control
from dev.apns.state import PushService


class ApnsServer:
    """Listens from the start; a context manager ends it."""

    def __init__(self, cert: Path, key: Path, ca: Path, port: int = 0, host: str = "127.0.0.1") -> None:
        """`cert` and `key` are the server's, `ca` issued the clients' certificates; port 0 takes a free one."""
        self.service = PushService()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.load_cert_chain(cert, key)
        self._context.load_verify_locations(ca)
        # Asked for, not demanded: Apple says with a status what is wrong, and control needs none.
        self._context.verify_mode = ssl.CERT_OPTIONAL
        self._context.set_alpn_protocols(["h2", "http/1.1"])
        self._listener = socket.create_server((host, port))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"https://{host}:{self.port}"
        self._sockets: set[socket.socket] = set()
        self._control = type("BoundControl", (Control,), {"service": self.service})
        self._thread = threading.Thread(target=self._accept, name="apns", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until closed."""
        self._thread.join()

    def close(self) -> None:
        """Stop listening and drop every connection."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop_connections()
        self._thread.join(timeout=5)

    def drop_connections(self) -> None:
        """End every connection, as a network does, without a word."""
        for one in list(self._sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                raw, address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(raw, address), daemon=True).start()

    def _serve(self, raw: socket.socket, address: tuple[str, int]) -> None:
        with contextlib.suppress(OSError), raw:
            raw.settimeout(120)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._context.wrap_socket(raw, server_side=True) as tls:
                self._sockets.add(tls)
                try:
                    if tls.selected_alpn_protocol() == "h2":
                        PushConnection(tls, self.service).serve()
                    else:
                        self._control(tls, address, self)
                finally:
                    self._sockets.discard(tls)
