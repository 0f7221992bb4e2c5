"""Which wallet a visitor's device has (wallets.md §5.1): a guess from headers, so that both ways stay on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_IN_APP = re.compile(r"Instagram|FBAN|FBAV|BytedanceWebview|musical_ly|Snapchat|Pinterest/|LinkedInApp|; wv\)")
_IOS = re.compile(r"iPhone|iPod|iPad")
_OTHER_THAN_SAFARI = re.compile(r"Chrome/|Chromium/|Edg/|OPR/|Firefox/")


@dataclass(frozen=True, slots=True)
class Choice:
    """The wallets as large buttons; those that are left become small links. `code`: a code to go on with the phone, before the
    buttons or after them; `in_app`: a browser inside another app, which often cannot add a card.
    """

    large: tuple[str, ...]
    code: bool
    code_first: bool = True
    in_app: bool = False

    @property
    def small(self) -> tuple[str, ...]:
        """The rest."""
        return tuple(wallet for wallet in ("apple", "google") if wallet not in self.large)


def choice_for(event: Mapping[str, Any]) -> Choice:
    """What to show first."""
    headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    agent = headers.get("user-agent", "")
    if _IOS.search(agent):
        # Safari and the browsers of others name Safari; what an app shows by itself does not.
        return Choice(("apple",), code="iPad" in agent, in_app="Safari/" not in agent or bool(_IN_APP.search(agent)))
    if "Android" in agent or "Android" in headers.get("sec-ch-ua-platform", ""):
        return Choice(("google",), code=False, in_app=bool(_IN_APP.search(agent)))
    if "Macintosh" in agent and "Safari/" in agent and not _OTHER_THAN_SAFARI.search(agent):
        return Choice(("apple",), code=True, code_first=False)  # an iPad says so, too: `static/card_page.js` knows better
    return Choice(("apple", "google"), code=True)
