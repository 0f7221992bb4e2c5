"""Rights of users and of the application's system user, by Altegio's slugs (grouped as its settings page does)."""

from dev.altegio.model import Installation, Location, Status, User

GROUPS = {
    "timetable": ("timetable_access", "timetable_phones_access"),
    "record_form": ("record_form_access", "record_form_client_access", "records_finances_access"),
    "clients": (
        "clients_access", "client_phones_access", "clients_phones_email_access", "clients_edit_access",
        "clients_loyalty_read_access", "clients_loyalty_settings_access",
    ),
    "finances": ("finances_access", "finances_transactions_access"),
    "storages": ("storages_access",),
    "loyalty": (
        "loyalty_access", "loyalty_cards_manual_transactions_access", "loyalty_cards_issue_and_removal_access",
        "loyalty_certificate_and_abonement_manual_transactions_access", "loyalty_abonement_history_access",
    ),
    "settings": ("settings_access", "edit_users_access", "webhook_read_access"),
    "notification": ("send_sms",),
}  # fmt: skip

SLUGS = tuple(slug for group in GROUPS.values() for slug in group)

_WORKER = {"timetable_access", "record_form_access", "record_form_client_access"}
_ROLES = {
    "owner": set(SLUGS),
    "manager": set(SLUGS) - {"edit_users_access", "settings_access"},
    "administrator": set(SLUGS) - {"edit_users_access", "settings_access", "finances_access"},
    "accountant": {"finances_access", "finances_transactions_access", "records_finances_access"},
    "worker": _WORKER,
}

ROLES = tuple(_ROLES)

SYSTEM_USER_ID = 13392


def user_rights(user: User) -> dict[str, bool]:
    """Every slug with yes or no."""
    given = _ROLES[user.role]
    return {slug: user.rights.get(slug, slug in given) for slug in SLUGS}


def system_rights(installation: Installation) -> dict[str, bool]:
    """What the application may do: everything but what was taken away."""
    return {slug: installation.rights.get(slug, True) for slug in SLUGS}


def members(location: Location) -> list[User]:
    """The location's users, with the application's system user where it is installed."""
    installed = location.installation
    if installed is None or installed.status not in (Status.ACTIVE, Status.FREEZED):
        return list(location.users)
    system = User(SYSTEM_USER_ID, "Comeback (integration)", "", "system@example.com", "manager")
    system.rights = system_rights(installed)
    return [*location.users, system]
