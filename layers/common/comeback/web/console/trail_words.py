"""What the owner's pages say about changes, those who made them, and answers to attention items."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comeback.domain.ledger import Actor
    from comeback.domain.trail import TrailRecord

ANSWERS = {
    "done": "Done, take it off the list",
    "forgive": "Forgive the stamps",
    "debt": "Leave them as a debt",
    "merge": "One person: merge them",
    "separate": "A person of their own",
    "keep": "Keep the client where it is",
}
_ACTIONS = {
    "program.created": "Made a program",
    "program.changed": "Changed a program",
    "program.activated": "Activated a program",
    "program.paused": "Paused a program",
    "settings.written": "Wrote settings of a program",
    "card.issued": "Gave a card",
    "card.blocked": "Blocked a card",
    "card.unblocked": "Opened a blocked card",
    "card.link_sent": "Sent the link of a card",
    "card.links_replaced": "Gave a card new links",
    "sync.started": "Started a synchronisation",
    "sync.committed": "Gave the stamps of past visits",
    "sync.stopped": "Stopped a synchronisation",
    "recalculation.previewed": "Looked at what a recalculation would change",
    "recalculation.committed": "Recalculated",
    "customer.changed": "Corrected a person",
    "customer.erased": "Erased a person",
    "customer.compared": "Compared a person with Altegio",
    "location.connected": "Connected a location",
    "location.connected_again": "Connected a location again",
    "attention.answered": "Answered an attention item",
    "webhook_settings.changed": "Changed what Altegio sends us",
    "hook_secret.rotated": "Made a new address for events",
    "signing_identity.saved": "Saved a certificate that signs passes",
    "signing_identity.chosen": "Chose whose certificate signs new cards",
    "key.created": "Made an API key",
    "key.revoked": "Revoked an API key",
    "sign_in_link.created": "Made a sign-in link",
}
_PAGES = {
    "program": "/console/programs",
    "settings": "/console/programs",
    "card": "/console/cards",
    "location": "/console/connections",
}


def answer_in_words(answer: str) -> str:
    """What the button of an answer says; one without words of ours keeps its name."""
    return ANSWERS.get(answer) or answer.replace("_", " ").capitalize()


def action_in_words(record: TrailRecord) -> str:
    """What was done; an action without words of ours keeps its name."""
    return _ACTIONS.get(record.action) or record.action.replace(".", " ").replace("_", " ").capitalize()


def page_of(record: TrailRecord) -> str:
    """The page of the thing; nothing if it has none."""
    page = _PAGES.get(record.action.partition(".")[0])
    return f"{page}/{record.subject}" if page else ""


def actor_in_words(actor: Actor) -> str:
    """Who it was."""
    match actor.kind:
        case "person":
            return f"The owner (Altegio user {actor.id})"
        case "api_key":
            return f"Key {actor.id}"
        case "operator":
            return f"Comeback's operator (key {actor.id})"
        case _:
            return "Comeback itself"


def details_in_words(record: TrailRecord) -> Iterator[str]:
    """One line for each field: from what to what."""
    for name, value in record.details.items():
        field, _, when = name.rpartition(".")
        if when == "before":
            yield f"{field}: {value} → {record.details.get(f'{field}.after', 'nothing')}"
        elif when == "after":
            if f"{field}.before" not in record.details:
                yield f"{field}: {value}"
        else:
            yield f"{name}: {value}"
