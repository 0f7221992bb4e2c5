"""What a person must look at."""

from collections.abc import Sequence
from typing import Protocol

from comeback.domain.attention import AttentionItem
from comeback.domain.ids import AttentionId, TenantId


class Attention(Protocol):
    """Items that are open; a settled one is gone, and may be noticed again."""

    def notice(self, tenant: TenantId, item: AttentionItem) -> bool:
        """Open the item; answers whether it is new. One that is open keeps the moment it was noticed first, and takes
        over `facts` and `answers`.
        """

    def settle(self, tenant: TenantId, item: AttentionId) -> AttentionItem | None:
        """Close the item and answer with it; None when it was not open."""

    def item(self, tenant: TenantId, item: AttentionId) -> AttentionItem | None:
        """An open item; None for one that was settled or never noticed."""

    def items(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[AttentionItem], str | None]:
        """A page of open items, the longest waiting first, and the cursor of the next page."""
