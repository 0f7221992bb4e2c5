"""What applications have written."""

from dev.altegio.desk.results import ClientSheet
from dev.altegio.desk.wire import Wire


class WritesDesk(Wire):
    """Clients are named by id, phone or name."""

    def add_client_field(self, code: str, *, title: str | None = None, location: int | None = None) -> None:
        """Clients of the location get one more field."""
        self.act("add_client_field", code=code, title=title, location=location)

    def remove_client_field(self, code: str, *, location: int | None = None) -> None:
        """The field is gone, and with it what stood there."""
        self.act("remove_client_field", code=code, location=location)

    def show_client(self, client: int | str, *, location: int | None = None) -> ClientSheet:
        """A client with notes, messages and the numbers of loyalty cards."""
        return ClientSheet(**self.act("show_client", client=client, location=location))
