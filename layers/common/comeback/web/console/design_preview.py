"""What the owner's pages show of a design: one card in both wallets, in the state and language that were chosen."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from comeback.domain.sample_card import sample_states, usual_state
from comeback.usecases.preview_card import Sight
from comeback.web.console.words import plural
from comeback.web.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from comeback.domain.program import Program
    from comeback.usecases.preview_card import PreviewCard, PreviewSide, PreviewWallet

WALLETS = {"apple": "Apple Wallet", "google": "Google Wallet"}
SIDES = {"front": "Front", "back": "Back"}
_STATES = {
    "reward": "A reward is ready", "debt": "Stamps are owed", "blocked": "Blocked", "none": "Nothing in Altegio yet",
}  # fmt: skip


class ShowDesign:
    """The pictures and what can be chosen beside them, for the template."""

    def __init__(self, preview: PreviewCard, languages: Mapping[str, str]) -> None:
        """`languages`: what each language calls itself, by its tag."""
        self._preview = preview
        self._languages = languages

    def stored(self, program: Program, form: Form) -> dict[str, Any]:
        """As it is saved: the pictures come by themselves, so that the page need not wait for them."""
        sight = self._chosen(program, form)
        address = f"/console/programs/{program.id}/design/preview.png?v={program.design.version[:8]}&"
        return self._told(program, sight, lambda wallet: address + urlencode({"wallet": wallet, **sight}))

    def typed(self, program: Program, form: Form, changes: Mapping[str, Any]) -> dict[str, Any]:
        """As it would be; the pictures come with the page, because nothing of it is kept. Raises FieldRefused."""
        edited = replace(program, design=replace(program.design, **changes))
        sight = self._chosen(edited, form)
        return self._told(edited, sight, lambda wallet: _inline(self._drawn(program, wallet, sight, changes)))

    def picture(self, program: Program, asked: Mapping[str, str]) -> bytes:
        """What the address of a picture asks for, and the usual for what it does not."""
        return self._drawn(program, asked.get("wallet", ""), self._chosen(program, Form(asked.items())))

    def _drawn(self, program: Program, wallet: str, sight: Mapping[str, str], changes: Mapping[str, Any] | None = None) -> bytes:
        which: PreviewWallet = "google" if wallet == "google" else "apple"
        side: PreviewSide = "back" if sight["side"] == "back" else "front"
        return self._preview(program.tenant_id, program.id, Sight(which, side, sight["state"], sight["language"]), changes)

    def _chosen(self, program: Program, form: Form) -> dict[str, str]:
        """What was chosen as far as a card of the program can be like that."""
        state, language, side = (form.text(name) for name in ("state", "language", "side"))
        return {
            "state": state if state in sample_states(program) else usual_state(program),
            "language": language if language in self._spoken(program) else "",
            "side": side if side in SIDES else "front",
        }

    def _spoken(self, program: Program) -> dict[str, str]:
        """The card's own language first, which has no name here, as pictures have it without being asked."""
        further = {one: self._languages.get(one, one) for one in program.design.languages if one != program.locale}
        return {"": self._languages.get(program.locale, "The card's own"), **further}

    def _told(self, program: Program, sight: dict[str, str], address: Callable[[str], str]) -> dict[str, Any]:
        states = {state: state_in_words(state) for state in sample_states(program)}
        return {
            "pictures": [{"wallet": name, "address": address(wallet)} for wallet, name in WALLETS.items()],
            "states": states, "languages": self._spoken(program), "sides": SIDES, "chosen": Form(sight.items()),
            "described": f"{SIDES[sight['side']].lower()}, {states[sight['state']].lower()}",
        }  # fmt: skip


def _inline(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}"


def state_in_words(state: str) -> str:
    """What a card in a state is like; one without words of ours keeps its name."""
    return plural(int(state), "stamp") if state.isdigit() else _STATES.get(state) or state.replace("_", " ").capitalize()
