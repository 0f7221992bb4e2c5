"""What the owner's pages say about programs, settings, entries and clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.domain.card import CardStatus
from comeback.domain.google_passes import GoogleState
from comeback.domain.ledger import EntryKind
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.domain.settings_words import plain_words
from comeback.domain.sync import SyncPhase, SyncState
from comeback.web.forms import major  # noqa: F401 - templates say it as words.major
from comeback.web.texts import Explained

if TYPE_CHECKING:
    from comeback.domain.program import Program
    from comeback.domain.settings import CardSettings
    from comeback.domain.sync import SyncJob
    from comeback.domain.words import Words

NOTICES = {
    "program-made": "The program was made. It is a draft: activate it when you like it.",
    "program-changed": "The program was changed. Cards on phones follow by themselves.",
    "design-saved": "The design was saved. Cards on phones follow by themselves.",
    "image-saved": "The picture is on the card. Cards on phones follow by themselves.",
    "image-removed": "The picture was taken off the card.",
    "program-activated": "The program is active. Now say when a stamp is given.",
    "program-paused": "The program is paused. Cards stay, nothing is counted.",
    "settings-saved": "The settings were saved. They hold for visits that start from now on.",
    "recalculation-begun": "The changes are being booked.",
    "sync-started": "The synchronisation has begun. Nobody is written to.",
    "sync-stopped": "The synchronisation was stopped. What was read stays.",
    "backfill-committed": "The stamps are being given. Nobody is written to.",
    "adjusted": "The balance was corrected.",
    "redeemed": "The reward was handed out.",
    "given-back": "The stamps of the reward are back on the card.",
    "link-sent": "The link is sent as soon as the permitted hours and limits allow it.",
    "links-replaced": "The card has new links. Those from before lead nowhere; give the person the new one.",
    "blocked": "The card is blocked.",
    "erasing": "The person is being forgotten. Their cards end in a moment.",
    "unblocked": "The card is open again. What came meanwhile is counted in a moment.",
    "answered": "The item is off the list.",
    "webhooks-changed": "The events are switched on. Addresses of others are as they were.",
    "secret-rotated": "The new address is in use. The old one works for another day.",
    "key-revoked": "The key was revoked. It opens nothing any more.",
}

TYPES = {
    ProgramType.STAMP: Explained("Stamps", "Visits are counted here, and a full card is a reward.", "good"),
    ProgramType.CASHBACK: Explained("Cashback", "The points of a loyalty card in Altegio.", "good"),
    ProgramType.MULTIPASS: Explained("Memberships", "Prepaid sessions, as Altegio has them.", "good"),
    ProgramType.DISCOUNT: Explained("Discount", "The discount of a loyalty card in Altegio, and the next one.", "good"),
    ProgramType.GIFT: Explained("Gift card", "What is left of a gift card that was sold in Altegio.", "good"),
}
PROGRAMS = {
    ProgramStatus.DRAFT: Explained("Draft", "Nobody has a card yet, and nothing is counted.", "wait"),
    ProgramStatus.ACTIVE: Explained("Active", "Visits are counted.", "good"),
    ProgramStatus.PAUSED: Explained("Paused", "Cards stay as they are, and nothing is counted.", "wait"),
}
CARDS = {
    CardStatus.ACTIVE: Explained("Active", "Visits are counted.", "good"),
    CardStatus.BLOCKED: Explained("Blocked", "Nothing is counted and no reward is handed out until it is opened.", "bad"),
    CardStatus.EXPIRED: Explained("Expired", "Its time is over.", "wait"),
    CardStatus.ERASED: Explained("Erased", "The person is gone; entries stay without them.", "bad"),
}
SYNCS = {
    SyncState.QUEUED: Explained("Waiting", "It begins in a moment.", "wait"),
    SyncState.RUNNING: Explained("Running", "Clients are being read.", "wait"),
    SyncState.PREVIEWED: Explained("Previewed", "Past visits were counted, and nothing was given.", "good"),
    SyncState.DONE: Explained("Done", "Every client was read.", "good"),
    SyncState.FAILED: Explained("Failed", "It could not be finished; start it again when the reason is gone.", "bad"),
    SyncState.STOPPED: Explained("Stopped", "It was stopped before the end; what was read stays.", "wait"),
}
GOOGLE = {
    GoogleState.NONE: "not in Google Wallet",
    GoogleState.OFFERED: "offered to Google Wallet, not saved yet",
    GoogleState.SAVED: "in Google Wallet",
    GoogleState.REMOVED: "removed from Google Wallet",
}
ENTRIES = {
    EntryKind.ACCRUAL: "Stamp for a visit",
    EntryKind.REVERSAL: "Taken back: the visit has changed",
    EntryKind.REDEMPTION: "Reward handed out",
    EntryKind.REDEMPTION_REVERSAL: "Reward given back",
    EntryKind.EXPIRY: "Stamps have expired",
    EntryKind.ADJUSTMENT: "Corrected by hand",
    EntryKind.SCAN: "Stamp given at the desk",
    EntryKind.IMPORT: "Brought over from before",
    EntryKind.MIRROR: "As Altegio has it",
}
ARRIVALS = {
    "utm_source": "source", "utm_medium": "medium", "utm_campaign": "campaign", "src": "by the", "ref": "told by",
}  # fmt: skip
ACTORS = {"api_key": "by your system", "person": "by you", "job": "by a scheduled job"}


def plural(number: int, one: str, several: str = "") -> str:
    """`1 stamp`, `2 stamps`."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def meaning_of(program: Program, settings: CardSettings, words: Words) -> str:
    """What the settings mean, for somebody who has never seen them."""
    return " ".join(words.tell(sentence) for sentence in plain_words(program.type, settings, program.currency))


def _of_past(job: SyncJob) -> list[str]:
    """What has become of visits from before the cards."""
    if job.wish.backfill_from is None or job.phase is SyncPhase.CLIENTS:
        return []
    told = [f"Visits since {job.wish.backfill_from.isoformat()}: {len(job.days_done):,} of {plural(job.days, 'day')} read."]
    if job.phase is SyncPhase.VISITS:
        return told
    past = job.past
    told.append(f"{plural(past.cards, 'card')} with {plural(past.stamps, 'stamp')} for them, before the cap.")
    if past.given_before:
        told.append(f"{plural(past.given_before, 'stamp')} given before.")
    verb = "given" if job.gives else "to give"
    told.append(f"{plural(past.to_give, 'stamp')} {verb}; {plural(past.new_rewards, 'reward')} complete by them.")
    return told


def report(job: SyncJob) -> list[str]:
    """What a synchronisation has done so far."""
    counts = job.counts
    told = ["Only a look: nothing was stored, this is what would be."] if job.is_dry else []
    told += [
        f"{plural(counts.read, 'client')} read{f' of {job.total:,}' if job.total is not None else ''}.",
        f"{plural(counts.created, 'new customer')} with a card, {counts.linked:,} found again.",
    ]
    if counts.without_phone:
        told.append(f"{plural(counts.without_phone, 'client')} without a phone: they cannot have a card.")
    if wrong := counts.invalid_phone - counts.masked_phone:
        told.append(f"{plural(wrong, 'client')} with a phone that is none: correct it in Altegio.")
    if counts.masked_phone:
        told.append(f"{plural(counts.masked_phone, 'client')} with a phone that Altegio hides: grant the right to see phones.")
    if counts.duplicates:
        told.append(f"{plural(counts.duplicates, 'duplicate')}: clients with the phone of another one; they share a card.")
    if counts.conflicts:
        told.append(f"{plural(counts.conflicts, 'client')} whose phone now belongs to somebody else: have a look at them.")
    told += _of_past(job)
    return told
