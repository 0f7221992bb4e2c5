"""The pass certificate: loaded once, checked once, then one RSA operation per pass (wallets.md §1.7).

A certificate that does not belong to the configured pass type or team signs without complaint and the passes install
nowhere; so the comparison stands here, at start-up.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from comeback.adapters.apple.cms import DetachedSignatures
from comeback.domain.signing import PassIdentity


class PassCertificateError(Exception):
    """Certificate, key, intermediate and configuration do not fit together; the text says which, never a secret."""


class PassSigner:
    """Detached CMS signatures with signing time, leaf and intermediate inside."""

    def __init__(self, secret: Mapping[str, Any]) -> None:
        """`secret`: pass_type_id, team_id, certificate_pem, private_key_pem, wwdr_pem. Raises PassCertificateError."""
        try:
            self.identity = PassIdentity(str(secret["pass_type_id"]), str(secret["team_id"]))
            self._leaf = x509.load_pem_x509_certificate(secret["certificate_pem"].encode())
            self._intermediate = x509.load_pem_x509_certificate(secret["wwdr_pem"].encode())
            # The default checks of an RSA key cost 30 ms; ours comes from our own secret store, and the comparison with
            # the certificate below finds a wrong one.
            key = load_pem_private_key(secret["private_key_pem"].encode(), None, unsafe_skip_rsa_key_validation=True)
        except KeyError as problem:
            raise PassCertificateError(f"the Apple secret lacks {problem.args[0]}") from None
        except (AttributeError, TypeError, ValueError):
            raise PassCertificateError("the Apple secret holds no readable certificate, key or intermediate") from None
        if not isinstance(key, RSAPrivateKey):
            raise PassCertificateError("Apple issues RSA pass certificates; the private key is of another kind")
        self._key = key
        self._check()
        self._signatures = DetachedSignatures(self._leaf, self._intermediate, key)

    def sign(self, data: bytes) -> bytes:
        """The signature over exactly these bytes, DER."""
        return self._signatures.sign(data, datetime.now(UTC))

    def _check(self) -> None:
        for name, oid, configured in (
            ("UID", NameOID.USER_ID, self.identity.pass_type_id),
            ("OU", NameOID.ORGANIZATIONAL_UNIT_NAME, self.identity.team_id),
        ):
            values = [str(attribute.value) for attribute in self._leaf.subject.get_attributes_for_oid(oid)]
            if configured not in values:
                raise PassCertificateError(f"the pass certificate's {name} is {values}, configured is {configured!r}")
        if self._leaf.issuer != self._intermediate.subject:
            raise PassCertificateError("the pass certificate was not issued by the given WWDR intermediate")
        if self._leaf.public_key() != self._key.public_key():
            raise PassCertificateError("the private key does not belong to the pass certificate")
