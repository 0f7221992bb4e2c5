"""The application in locations, people with access, and the stand-in's world."""

from collections.abc import Mapping, Sequence
from typing import Literal

from dev.altegio.desk.results import Redirect
from dev.altegio.desk.wire import Wire


class MarketplaceDesk(Wire):
    """What the owner does outside the timetable."""

    def press_connect(
        self, locations: Sequence[int] = (4564,), *, user: int = 746310, redirect_url: str = "",
        notation: Literal["brackets", "numbered", "comma"] = "brackets", fields: Literal["id", "user_id"] = "id",
        user_data: bool = True,
    ) -> Redirect:  # fmt: skip
        """Agree to the application; installations become pending. The redirect's signature is a real one."""
        return Redirect(**self.act(
            "press_connect", locations=list(locations), user=user, redirect_url=redirect_url, notation=notation,
            fields=fields, user_data=user_data,
        ))  # fmt: skip

    def sign_user_data(self, *, user: int = 746310, location: int = 4564) -> dict[str, str]:
        """`user_data` and `user_data_sign` without any change of state."""
        return dict(self.act("sign_user_data", user=user, location=location))

    def uninstall(self, location: int = 4564) -> None:
        """Remove the application; the lifecycle event goes to the callback URL."""
        self.act("uninstall", location=location)

    def freeze(self, location: int = 4564) -> None:
        """Freeze the application; the lifecycle event goes to the callback URL."""
        self.act("freeze", location=location)

    def unfreeze(self, location: int = 4564) -> None:
        """Active again, without an event."""
        self.act("unfreeze", location=location)

    def owner_pays(self, location: int = 4564, amount: float = 49.9, discount: int | None = None) -> None:
        """The payment event."""
        self.act("owner_pays", location=location, amount=amount, discount=discount)

    def set_callback_url(self, url: str) -> None:
        """Where lifecycle events go."""
        self.act("set_callback_url", url=url)

    def take_right(self, slug: str, location: int = 4564, *, masking: Literal["partial", "stars", "empty"] = "partial") -> None:
        """The application loses a right, such as `clients_access` or `client_phones_access`."""
        self.act("take_right", slug=slug, location=location, masking=masking)

    def give_right(self, slug: str, location: int = 4564) -> None:
        """The application gets a right back."""
        self.act("give_right", slug=slug, location=location)

    def add_location(
        self, location: int, title: str, *, zone: str | None = None, currency: str | None = None, chain: int | None = None,
        owner: int | None = None, owner_email: str | None = None, country: str | None = None,
        country_id: int | None = None,
    ) -> None:  # fmt: skip
        """One more shop."""
        self.act(
            "add_location", location=location, title=title, zone=zone, currency=currency, chain=chain, owner=owner,
            owner_email=owner_email, country=country, country_id=country_id,
        )  # fmt: skip

    def add_item(
        self, item: int, title: str, price: str, *, kind: Literal["service", "product"] = "service",
        location: int = 4564,
    ) -> None:  # fmt: skip
        """A service or product of the price list."""
        self.act("add_item", item=item, title=title, price=price, kind=kind, location=location)

    def add_user(
        self, user: int, name: str, *, role: str = "worker", email: str = "", location: int = 4564,
        rights: Mapping[str, bool] | None = None,
    ) -> None:  # fmt: skip
        """Access to the back office; `rights` are exceptions to the role's."""
        self.act(
            "add_user", user=user, name=name, role=role, email=email, location=location,
            rights=dict(rights) if rights else None,
        )  # fmt: skip

    def remove_user(self, user: int, location: int = 4564) -> None:
        """No access any more."""
        self.act("remove_user", user=user, location=location)

    def shift_clock(self, offset_seconds: float) -> None:
        """The stand-in's clock, relative to the machine's."""
        self.act("shift_clock", offset_seconds=offset_seconds)

    def payments_touch_records(self, *, on: bool) -> None:
        """Whether a payment changes its booking's change date and sends a record event."""
        self.act("payments_touch_records", on=on)
