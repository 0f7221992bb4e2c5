"""Who owns the shop, to the playground: cards by phone, over REST like any system of an owner's."""

import httpx

from dev.runner.drive import StackDriver, StackError


class Owner:
    """Looks up cards of the first tenant that has the location; makes itself one API key."""

    def __init__(self, driver: StackDriver, location: int) -> None:
        """Nothing is asked yet."""
        self._driver = driver
        self._location = location
        self._key = ""

    @property
    def is_connected(self) -> bool:
        """Whether some tenant has the location."""
        return bool(self._tenant())

    def link(self, phone: str, wallet: str) -> str:
        """The link of the newest card of the person with this phone (digits); `wallet` is `apple` or `google`.

        Raises StackError when there is no card.
        """
        if not self._key:
            tenant = self._tenant()
            if not tenant:
                raise StackError("connect the location first")
            self._key = str(self._driver.operator("POST", f"/tenants/{tenant}/api-keys")["key"])
        query = httpx.QueryParams(phone=f"+{phone}")
        cards = self._driver.json("GET", f"/api/v1/cards?{query}", self._key)["items"]
        if not cards:
            raise StackError("this client has no card: make a program with settings, and synchronise or book a visit")
        return str(cards[-1]["links"][wallet])

    def _tenant(self) -> str:
        tenants = self._driver.operator("GET", "/tenants")["items"]
        return next((str(one["id"]) for one in tenants if self._location in one["location_ids"]), "")
