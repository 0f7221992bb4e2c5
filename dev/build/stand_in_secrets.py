"""Secrets Manager as a handler meets it while it is imported: every secret filled in with made-up values."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, override

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_PASS_TYPE, _TEAM = "pass.example.comeback", "EXAMPLE001"


@contextmanager
def secrets_endpoint() -> Iterator[str]:
    """Address that answers GetSecretValue and refuses every other call: an import has no other reason to ask AWS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answers(made_up_secrets()))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def made_up_secrets() -> dict[str, dict[str, Any]]:
    """By the last part of their names."""
    certificate, key = _certificate()
    return {
        "altegio": {"partner_token": "partner", "user_token": "user"},
        "app": {"link_keys": {"1": "00" * 32}, "current_link_key": "1", "phone_key": "11" * 32},
        "operator": {"keys": ["op_made_up_for_the_build"]},
        "apple": {
            "pass_type_id": _PASS_TYPE, "team_id": _TEAM, "certificate_pem": certificate, "private_key_pem": key,
            "wwdr_pem": certificate,
        },
        "google": {"issuer_id": "3388000000000000001", "client_email": "made-up@example.com", "private_key": key},
    }  # fmt: skip


def _certificate() -> tuple[str, str]:
    key = rsa.generate_private_key(65537, 2048)
    parts = ((NameOID.USER_ID, _PASS_TYPE), (NameOID.COMMON_NAME, "Made up"), (NameOID.ORGANIZATIONAL_UNIT_NAME, _TEAM))
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode(), pem.decode()


def _answers(secrets: Mapping[str, Mapping[str, Any]]) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            secret = None
            if self.headers.get("x-amz-target") == "secretsmanager.GetSecretValue":
                secret = secrets.get(request["SecretId"].rpartition("/")[2])
            answer = {"SecretString": json.dumps(secret)} if secret else {"__type": "AccessDeniedException"}
            body = json.dumps(answer).encode()
            self.send_response(200 if secret else 400)
            self.send_header("content-type", "application/x-amz-json-1.1")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    return Answers
