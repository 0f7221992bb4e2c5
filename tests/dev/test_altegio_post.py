"""The stand-in's webhook sender on the wire."""

import asyncio
import contextlib
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from dev.altegio.post import NotDeliveredError, Poster


@contextlib.asynccontextmanager
async def answering(answer: bytes | None, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answer is None:
            await reader.read()
        else:
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


def post(answer: bytes | None, poster: Poster, tls: ssl.SSLContext | None = None) -> int:
    async def play() -> int:
        async with answering(answer, tls) as port:
            return await poster.post(f"{'https' if tls else 'http'}://127.0.0.1:{port}/a?b=c", b"{}")

    return asyncio.run(play())


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[str, ssl.SSLContext]:
    """A self-signed certificate as trusted file, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(1))
    signed = builder.add_extension(names, critical=False).add_extension(x509.BasicConstraints(True, 0), critical=True)
    pem = signed.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (tmp_path / "ca.pem").write_bytes(pem)
    (tmp_path / "server.pem").write_bytes(pem + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    return str(tmp_path / "ca.pem"), context


def test_the_status_of_the_answer_counts() -> None:
    assert post(b"HTTP/1.1 204 No Content\r\n\r\n", Poster()) == 204


def test_a_receiver_that_does_not_answer_in_time_gets_nothing_delivered() -> None:
    with pytest.raises(NotDeliveredError, match="TimeoutError"):
        post(None, Poster(timeout_seconds=0.05))


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 ok\r\n\r\n"])
def test_what_is_no_http_is_no_delivery(answer: bytes) -> None:
    with pytest.raises(NotDeliveredError):
        post(answer, Poster())


def test_https_receivers_need_a_trusted_certificate(certificate: tuple[str, ssl.SSLContext]) -> None:
    ca_file, tls = certificate
    assert post(b"HTTP/1.1 200 OK\r\n\r\n", Poster(ca_file), tls) == 200
    with pytest.raises(NotDeliveredError, match="SSL"):
        post(b"HTTP/1.1 200 OK\r\n\r\n", Poster(), tls)
