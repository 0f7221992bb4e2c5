"""What people agree to is kept by version: another text is another version."""

import re
from hashlib import sha256

from comeback.domain.join_form import CONSENT_VERSION
from tests.template.reading import ROOT

# The English texts of each version that there has been; those of other languages are translations of them.
_VERSIONS = {"2026-11-25": "8690ddd1c0ee9b55"}


def test_a_version_has_the_texts_that_it_had() -> None:
    catalogue = (ROOT / "layers/common/comeback/locales/en.po").read_text(encoding="utf-8")
    texts = re.findall(r'^msgid "(consent\.\w+)"\nmsgstr "(.*)"$', catalogue, re.MULTILINE)

    assert len(texts) == 2
    assert _VERSIONS[CONSENT_VERSION] == sha256(repr(texts).encode()).hexdigest()[:16]


def test_the_newest_version_is_the_one_that_is_shown() -> None:
    assert max(_VERSIONS) == CONSENT_VERSION
