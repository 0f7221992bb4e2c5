"""Who pushes: each pass type by its own certificate over its own connection (wallets.md §3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.adapters.apple.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from comeback.domain.card import Card
    from comeback.ports.programs import Programs
    from comeback.ports.push import ApplePush
    from comeback.ports.signing import SigningIdentities, SigningKeys


class StoredPushes:
    """ApplePushes; `connect(topic, certificate, private key)` makes the way of one pass type."""

    def __init__(
        self, connect: Callable[[str, str, str], ApplePush], ours: Mapping[str, Any], programs: Programs,
        identities: SigningIdentities, keys: SigningKeys,
    ) -> None:  # fmt: skip
        """`ours` as in Secrets Manager."""
        self._ours = connect(ours["pass_type_id"], ours["certificate_pem"], ours["private_key_pem"])
        self._programs = programs
        self._theirs = Kept(
            identities, keys, lambda key: connect(key.names.pass_type_id, key.certificate, key.private_key)
        )  # fmt: skip

    def of(self, card: Card) -> ApplePush:
        """Raises LookupError."""
        program = self._programs.get(card.tenant_id, card.program_id)
        identity = program.signed_by(card.issued_at) if program else None
        return self._ours if identity is None else self._theirs.get(card.tenant_id, identity)
