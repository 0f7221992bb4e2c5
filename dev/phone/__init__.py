"""A stand-in for an iPhone with Apple Wallet: unpacks and verifies a pass, registers, listens, asks, fetches, complains."""

from dev.phone.device import Phone
from dev.phone.package import PassFile, PassRejected

__all__ = ["PassFile", "PassRejected", "Phone"]
