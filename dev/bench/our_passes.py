"""Passes of ours that benchmarks make: a card as customers have it, with its last changes, a link, an address and a place."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from comeback.adapters.apple.pass_file import SignedPassFiles
from comeback.adapters.apple.signing import PassSigner
from comeback.adapters.artwork.artist import PillowArtist
from comeback.adapters.words import words_for
from comeback.domain.card import Card, CardStatus
from comeback.domain.card_content import languages_of
from comeback.domain.design import Design, Link, ShopPlace
from comeback.domain.ids import CardId, CustomerId, EntryId, ProgramId, TenantId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.pass_languages import in_all_languages
from comeback.domain.passes import PassContent
from comeback.domain.program import Program, ProgramStatus, ProgramType
from dev.build.stand_in_secrets import made_up_secrets

Step = Callable[[int], object]

_SIZE = 10
_CARDS = 1000
_START = datetime(2026, 9, 1, 15, tzinfo=UTC)
_DAYS = 60
_DESIGN = Design(
    contact="12 Market Street, +1 312 555 0100",
    links=(Link("Book a visit", "https://la-visage.example/book"),),
    places=(ShopPlace(41.8825, -87.6278, "Your card is here."),),
)


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
            reward_title="A free haircut", design=replace(_DESIGN, languages=tuple(languages)),
        )  # fmt: skip
        self._words, self._others = languages_of(self._program, words_for)
        self.secret = secret
        self._signer = PassSigner(self.secret)
        self._files = SignedPassFiles(self._signer)
        self._artwork = PillowArtist().draw(self._program.design, _SIZE)
        # What was read of the cards; reading is not measured.
        self._contents = [self._content(number) for number in range(_CARDS)]

    def steps(self) -> Mapping[str, Step]:
        """What a pass consists of, the whole first and each a part of the one before."""
        content = self._content(3)
        document, strings = in_all_languages(content, self._files.identity)
        key = load_pem_private_key(self.secret["private_key_pem"].encode(), None)
        assert isinstance(key, RSAPrivateKey)
        padding, digest = PKCS1v15(), SHA256()
        return {
            "signed passes": self.make,
            # As it is given to the programs of others.
            "signed passes, pass.json's content given":
                lambda _: self._files.build(document, self._artwork, content.stamps_shown, strings),
            # Over something as long as a manifest, and as long as what of a signature is signed.
            "signatures of passes": lambda number: self._signer.sign(b"%0500d" % number),
            "RSA signatures of cryptography": lambda number: key.sign(b"%0107d" % number, padding, digest),
        }  # fmt: skip

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
            latest=_changes_of(card, number), web_service_url="https://comeback.example/apple",
        )  # fmt: skip


def _changes_of(card: Card, number: int) -> tuple[Entry, ...]:
    """A stamp on each of three days."""
    days = [_START + timedelta(days=(number + before) % _DAYS) for before in (2, 1, 0)]
    return tuple(
        Entry(
            id=EntryId(f"en_{seq:026}"), card_id=card.id, program_id=card.program_id, seq=seq, kind=EntryKind.ACCRUAL,
            amount=1, balance_after=seq, effective_at=day, booked_at=day,
        )
        for seq, day in zip((3, 2, 1), days, strict=True)
    )  # fmt: skip


def rate(step: Step, seconds: float) -> float:
    """How often a second of processor time."""
    count, start = 0, time.process_time()
    while (elapsed := time.process_time() - start) < seconds:
        step(count := count + 1)
    return count / elapsed
