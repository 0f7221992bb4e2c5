"""Phones register, ask and fetch here; people download their pass or go on to Google, which calls back."""

from typing import Any

from comeback.bootstrap import wallets

# Routes: "POST /apple/v1/devices/{device_id}/registrations/{pass_type_id}/{serial}" and DELETE of the same path,
# and "GET /apple/v1/devices/{device_id}/registrations/{pass_type_id}", "GET /apple/v1/passes/{pass_type_id}/{serial}",
# and "POST /apple/v1/log", "GET /c/{token}/pass.pkpass",
# and "GET /c/{token}/google", "POST /google/callback", "GET /pictures/{version}/{name}", "GET /robots.txt".
door = wallets.wallet_service()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer an HTTP API event (payload format 2.0)."""
    return door(event, context)
