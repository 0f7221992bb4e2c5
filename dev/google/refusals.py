"""Google's errors in Google's form."""

from typing import Any

_STATUS_WORDS = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 409: "ALREADY_EXISTS",
    429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE",
}  # fmt: skip


class Refused(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """An answer of 400 or more."""

    def __init__(self, status: int, reason: str, message: str, *, domain: str = "walletobjects", retry_after: int = 0) -> None:
        """`reason` is Google's code, `retry_after` seconds or 0."""
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.domain = domain
        self.message = message
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """As the Wallet API writes it."""
        detail = {"message": self.message, "domain": self.domain, "reason": self.reason}
        word = _STATUS_WORDS.get(self.status, "UNKNOWN")
        return {"error": {"code": self.status, "message": self.message, "status": word, "errors": [detail]}}


class TokenRefused(Refused):
    """The token endpoint has a form of its own."""

    def __init__(self, message: str) -> None:
        """Always 400."""
        super().__init__(400, "invalid_grant", message)

    def body(self) -> dict[str, Any]:
        """RFC 6749 §5.2."""
        return {"error": self.reason, "error_description": self.message}


def invalid(message: str) -> Refused:
    """A wrong field."""
    return Refused(400, "invalidResource", message)


def missing(kind: str, name: str) -> Refused:
    """A class or object that is not there."""
    if kind == "loyaltyClass":
        return Refused(404, "classNotFound", f"Wallet Object Class {name} not found.")
    return Refused(404, "resourceNotFound", f"Wallet Object {name} not found.")


def exists(kind: str, name: str) -> Refused:
    """An id that is taken, for ever."""
    what = "Wallet Object Class" if kind == "loyaltyClass" else "Wallet Object"
    return Refused(409, "existingResource", f"{what} {name} already exists.")
