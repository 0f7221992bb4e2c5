"""Complete signed passes a second on one core: against bare RSA, and against the package that Node programs use.

All by processor time, which is what `openssl speed` tells: other work on the machine then counts less.
"""

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from comeback.adapters.apple.pass_file import SignedPassFiles
from comeback.adapters.apple.signing import PassSigner
from comeback.adapters.artwork.artist import PillowArtist
from comeback.adapters.words import languages, words_for
from comeback.domain.card import Card, CardStatus
from comeback.domain.card_content import languages_of
from comeback.domain.design import Design
from comeback.domain.ids import CardId, CustomerId, ProgramId, TenantId
from comeback.domain.pass_languages import in_all_languages
from comeback.domain.passes import PassContent
from comeback.domain.program import Program, ProgramStatus, ProgramType
from dev.bench.node_signer import NodeMissingError, NodeSigner, node_signer
from dev.bench.rounds import medians
from dev.bench.table import Goal, Line, Remark, Row
from dev.build.stand_in_secrets import made_up_secrets

TITLE = "Complete signed passes on one core (a second of processor time, medians of interleaved rounds)"
_ROUNDS = 5
_SECONDS = 0.7
_SIZE = 10
_CARDS = 1000
_MANY, _READY = "comeback in all languages", "comeback from a finished document"
_OPENSSL = "openssl speed rsa2048, sign"
_GOALS = {_OPENSSL: Goal(">=", 0.7)}
_START = datetime(2026, 9, 1, tzinfo=UTC)


def run() -> Sequence[Line]:
    """About half a minute."""
    with TemporaryDirectory() as folder:
        ours = OurPasses(rsa_certificate())
        ours.write_model(Path(folder))
        try:
            with node_signer(Path(folder)) as node:
                return compare(ours, node)
        except NodeMissingError as reason:
            return [*compare(ours, None), Remark(str(reason))]


def compare(ours: "OurPasses", node: NodeSigner | None, rounds: int = _ROUNDS, seconds: float = _SECONDS) -> Sequence[Line]:
    """With bare RSA, and with a Node program if there is one."""
    contenders: dict[str, Callable[[], float]] = {"comeback": lambda: ours.round(seconds), _READY: lambda: ours.ready(seconds)}
    if others := languages()[1:]:
        many = OurPasses(ours.secret, others)
        contenders[_MANY] = lambda: many.round(seconds)
    if node:
        contenders["passkit-generator"] = lambda: node.round(seconds)
    has_openssl = shutil.which("openssl") is not None
    if has_openssl:
        contenders[_OPENSSL] = _openssl
    speed = medians(rounds, contenders)
    mine, ready, in_many = speed.pop("comeback"), speed.pop(_READY), speed.pop(_MANY, None)
    rows: list[Line] = [
        Row("signed passes", mine, "/s", against, other, _GOALS.get(against)) for against, other in reversed(speed.items())
    ]
    if has_openssl:
        rows.append(Row("signed passes, pass.json's content given", ready, "/s", _OPENSSL, speed[_OPENSSL]))
    if in_many is not None:
        rows.append(Row(f"signed passes in {len(languages())} languages", in_many, "/s", "in one language", mine))
    return rows if has_openssl else [*rows, Remark("openssl is missing, so there is nothing to compare with")]


def _openssl() -> float:
    """Signatures a second; the last line of its answer is `rsa 2048 bits 0.000240s 0.000007s 4162.0 138888.0`."""
    run = subprocess.run(["openssl", "speed", "-seconds", "1", "rsa2048"], capture_output=True, text=True, check=True)
    return float(run.stdout.split()[-2])


def rsa_certificate() -> Mapping[str, str]:
    """Its issuer is itself: node-forge, which the Node package signs with, reads no issuer with another kind of key."""
    secret: Mapping[str, str] = made_up_secrets()["apple"]
    return secret


class OurPasses:
    """Cards of one program, each pass of another card with another number of stamps."""

    def __init__(self, secret: Mapping[str, str], languages: Sequence[str] = ()) -> None:
        """`secret` holds the certificate, as in Secrets Manager; `languages` beside English. Draws the pictures: a second."""
        self._program = Program(
            id=ProgramId("pr_" + "0" * 26), tenant_id=TenantId("tn_" + "0" * 26), type=ProgramType.STAMP, title="10 visits",
            status=ProgramStatus.ACTIVE, currency="USD", locale="en", locations=(), created_at=_START, size=_SIZE,
            reward_title="A free haircut", design=Design(languages=tuple(languages)),
        )  # fmt: skip
        self._words, self._others = languages_of(self._program, words_for)
        self.secret = secret
        self._files = SignedPassFiles(PassSigner(self.secret))
        self._artwork = PillowArtist().draw(self._program.design, _SIZE)
        # What was read of the cards; reading is not measured.
        self._contents = [self._content(number) for number in range(_CARDS)]

    def round(self, seconds: float) -> float:
        """Passes a second of processor time."""
        count, start = 0, time.process_time()
        while (elapsed := time.process_time() - start) < seconds:
            self.make(count := count + 1)
        return count / elapsed

    def ready(self, seconds: float) -> float:
        """The same, where a document is given, as it is to the programs of others."""
        content = self._content(3)
        document, strings = in_all_languages(content, self._files.identity)
        count, start = 0, time.process_time()
        while (elapsed := time.process_time() - start) < seconds:
            self._files.build(document, self._artwork, content.stamps_shown, strings)
            count += 1
        return count / elapsed

    def make(self, number: int) -> bytes:
        """The pass of card `number`; there are a thousand."""
        content = self._contents[number % _CARDS]
        document, strings = in_all_languages(content, self._files.identity)
        return self._files.build(document, self._artwork, content.stamps_shown, strings)

    def write_model(self, folder: Path) -> None:
        """The same pass as files, for programs of others."""
        content = self._content(3)
        document, strings = in_all_languages(content, self._files.identity)
        (folder / "pass.json").write_text(json.dumps(document))
        (folder / "strings.json").write_text(json.dumps(strings))
        for name, data in {**self._artwork.images, **self._artwork.strips[content.stamps_shown]}.items():
            (folder / name).write_bytes(data)
        for name, part in (("certificate", "certificate_pem"), ("private_key", "private_key_pem"), ("wwdr", "wwdr_pem")):
            (folder / f"{name}.pem").write_text(self.secret[part])

    def _content(self, number: int) -> PassContent:
        card = Card(
            id=CardId(f"cd_{number:026}"), tenant_id=self._program.tenant_id, program_id=self._program.id,
            customer_id=CustomerId("cu_" + "0" * 26), type=ProgramType.STAMP, status=CardStatus.ACTIVE, size=_SIZE,
            issued_at=_START, key_id="k1", mark=1, balance=number % _SIZE,
        )  # fmt: skip
        return PassContent(
            card, self._program, "Jane", "La Visage", words=self._words, others=self._others, token="0" * 40,
            web_service_url="https://comeback.example/apple",
        )  # fmt: skip
