"""The stand-in for Apple's push service and senders to it, with certificates made for the test."""

from pathlib import Path

from comeback.adapters.apple.push import Http2ApplePush, client_context
from comeback.ports.push import PushResult, Verdict
from dev.apns.server import ApnsServer
from tests.certificates import PASS_TYPE, Issued, authority, pass_certificate

SERVER, CA_FILE = "server", "ca.pem"


def prepare(folder: Path) -> None:
    """The files that the stand-in needs."""
    authority().server_certificate().write(folder, SERVER)
    (folder / CA_FILE).write_text(authority().root.certificate_pem + authority().intermediate.certificate_pem)


def new_apns(folder: Path) -> ApnsServer:
    return ApnsServer(folder / f"{SERVER}.pem", folder / f"{SERVER}.key", folder / CA_FILE)


def new_sender(
    apns: ApnsServer,
    folder: Path,
    issued: Issued | None = None,
    topic: str = PASS_TYPE,
    push_type: str | None = None,
    timeout: float = 60.0,
) -> Http2ApplePush:
    certificate = issued or pass_certificate()
    context = client_context(certificate.certificate_pem, certificate.key_pem, str(folder / CA_FILE))
    return Http2ApplePush(apns.url, topic, context, push_type=push_type, timeout=timeout)


def verdicts(results: dict[str, PushResult]) -> set[Verdict]:
    return {result.verdict for result in results.values()}


def push(sender: Http2ApplePush, *tokens: str) -> dict[str, PushResult]:
    return dict(sender.push(tokens or ("a1",)))
