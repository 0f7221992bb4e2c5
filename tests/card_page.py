"""The card page of a person who is known, as phones and other machines get it."""

import re
from dataclasses import replace

from tests.customer_world import CustomerWorld, without_style

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Mobile/15E148 Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 16; Pixel 9) Chrome/150.0.0.0 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0.0.0 Safari/537.36"
IPAD = "Mozilla/5.0 (iPad; CPU OS 19_1 like Mac OS X) Version/19.1 Mobile/15E148 Safari/604.1"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19.1 Safari/605.1.15"


def shown(world: CustomerWorld, agent: str = IPHONE, **changes: object) -> str:
    """What the page of the known person's card says."""
    card = replace(world.give_card(), **changes)  # type: ignore[arg-type]
    world.store.cards[card.tenant_id, card.customer_id, card.program_id] = card
    answer = world.get(world.path(card), user_agent=agent)
    assert answer.status == 200
    return without_style(answer.text)


def wallets(body: str) -> list[tuple[str, str]]:
    """Class and wallet of each way, in their order."""
    return re.findall(r'<a class="(\w+)" data-wallet="(\w+)"', body)
