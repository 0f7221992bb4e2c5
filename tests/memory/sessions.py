"""Sessions in plain dicts."""

from dataclasses import replace
from datetime import datetime

from comeback.ports.sessions import Session, SignInLink


class MemorySessions:
    """Sessions and links by digest."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.links: dict[str, SignInLink] = {}

    def start(self, digest: str, session: Session) -> None:
        self.sessions[digest] = session

    def seen(self, digest: str, now: datetime) -> Session | None:
        session = self.sessions.get(digest)
        if session is None or session.is_over(now):
            return None
        self.sessions[digest] = replace(session, seen_at=now)
        return session

    def end(self, digest: str) -> None:
        self.sessions.pop(digest, None)

    def offer_link(self, digest: str, link: SignInLink) -> None:
        self.links[digest] = link

    def link(self, digest: str, now: datetime) -> SignInLink | None:
        link = self.links.get(digest)
        return link if link is not None and now < link.expires_at else None

    def use_link(self, digest: str, now: datetime) -> SignInLink | None:
        link = self.link(digest, now)
        self.links.pop(digest, None)
        return link
