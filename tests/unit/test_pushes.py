"""Each pass type is pushed over a connection of its own (wallets.md §3.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from comeback.adapters.apple.pushes import StoredPushes
from comeback.domain.ids import SigningIdentityId
from comeback.domain.signing import PassIdentity, SigningChoice, SigningIdentity, SigningKey
from comeback.ports.push import PushResult, Verdict
from tests import builders
from tests.certificates import PASS_TYPE, authority, pass_certificate
from tests.memory.programs import MemoryPrograms
from tests.memory.signing import MemorySigningIdentities, MemorySigningKeys
from tests.memory.store import Store

IDENTITY, THEIRS = SigningIdentityId("si_" + "0" * 26), PassIdentity("pass.example.salon", "SALONTEAM1")


@dataclass(frozen=True)
class Line:
    """A connection as it was made."""

    topic: str
    certificate: str
    private_key: str

    def push(self, tokens: Sequence[str]) -> Mapping[str, PushResult]:
        return dict.fromkeys(tokens, PushResult(Verdict.ACCEPTED))


class PushesWorld:
    def __init__(self) -> None:
        store = Store()
        self.made: list[Line] = []
        self.programs, self.identities, self.keys = MemoryPrograms(store), MemorySigningIdentities(store), MemorySigningKeys()
        self.card = builders.card()
        since = self.card.issued_at + timedelta(days=1)
        self.programs.save(
            builders.TENANT, replace(builders.program(), signing=(SigningChoice(since, IDENTITY),), locations=(), revision=0)
        )
        self.later = replace(self.card, issued_at=since)
        self.identity = SigningIdentity(IDENTITY, THEIRS, "1", since + timedelta(days=365), since)
        self.identities.add(builders.TENANT, self.identity)
        self.keys.write(IDENTITY, SigningKey(THEIRS, "certificate 1", "key 1", "intermediate"))
        secret = authority().secret(pass_certificate())
        self.pushes = StoredPushes(self.connect, secret, self.programs, self.identities, self.keys)

    def connect(self, *parts: str) -> Line:
        self.made.append(Line(*parts))
        return self.made[-1]


def test_a_card_is_pushed_under_the_topic_and_certificate_of_its_identity() -> None:
    world = PushesWorld()
    ours, theirs = world.pushes.of(world.card), world.pushes.of(world.later)
    assert [line.topic for line in world.made] == [PASS_TYPE, THEIRS.pass_type_id]
    assert (ours, theirs) == tuple(world.made)
    assert world.made[1] == Line(THEIRS.pass_type_id, "certificate 1", "key 1")


def test_a_connection_is_kept_until_its_certificate_is_renewed() -> None:
    world = PushesWorld()
    assert world.pushes.of(world.later) is world.pushes.of(world.later)
    world.keys.write(IDENTITY, SigningKey(THEIRS, "certificate 2", "key 2", "intermediate"))
    assert len(world.made) == 2
    world.identities.renew(builders.TENANT, replace(world.identity, fingerprint="2"))
    world.pushes.of(world.later)
    assert world.made[2:] == [Line(THEIRS.pass_type_id, "certificate 2", "key 2")]


def test_a_card_whose_program_is_gone_is_pushed_as_ours() -> None:
    world = PushesWorld()
    world.programs = MemoryPrograms(Store())
    pushes = StoredPushes(world.connect, authority().secret(pass_certificate()), world.programs, world.identities, world.keys)
    assert pushes.of(world.later) is world.made[-1]
