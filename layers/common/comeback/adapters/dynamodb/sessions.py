"""Sessions and sign-in links in their own table, whose only key is a digest. TTL removes the old ones within days, so
every read looks at the times itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.connection_items import instant
from comeback.adapters.dynamodb.errors import is_condition_failed
from comeback.adapters.dynamodb.wire import from_wire, to_wire
from comeback.domain.ids import TenantId
from comeback.ports.sessions import ABSOLUTE, Session, SignInLink

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_NOTED_EVERY = timedelta(minutes=1)


class DynamoSessions:
    """Sessions over the sessions table."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """`table` is the name of the sessions table."""
        self._client = client
        self._table = table

    def start(self, digest: str, session: Session) -> None:
        """One write."""
        self._put(
            keys.session(digest),
            {
                "tenant_id": session.tenant_id,
                "csrf_token": session.csrf_token,
                "started_at": instant(session.started_at),
                "seen_at": instant(session.seen_at),
                "expires_at_epoch": int((session.started_at + ABSOLUTE).timestamp()) + 1,
            },
        )

    def seen(self, digest: str, now: datetime) -> Session | None:
        """One read, and at most once a minute one write; a session that ended meanwhile is not brought back."""
        item = self._get(keys.session(digest))
        if item is None:
            return None
        session = Session(
            TenantId(item["tenant_id"]),
            item["csrf_token"],
            datetime.fromisoformat(item["started_at"]),
            datetime.fromisoformat(item["seen_at"]),
        )
        if session.is_over(now):
            return None
        if now - session.seen_at >= _NOTED_EVERY and not self._note(digest, now):
            return None
        return session

    def end(self, digest: str) -> None:
        """One write."""
        self._client.delete_item(TableName=self._table, Key=to_wire({"pk": keys.session(digest)}))

    def offer_link(self, digest: str, link: SignInLink) -> None:
        """One write."""
        item = {
            "tenant_id": link.tenant_id,
            "expires_at": instant(link.expires_at),
            "expires_at_epoch": int(link.expires_at.timestamp()) + 1,
        }
        self._put(keys.sign_in_link(digest), item)

    def link(self, digest: str, now: datetime) -> SignInLink | None:
        """One read."""
        return _link_from(self._get(keys.sign_in_link(digest)), now)

    def use_link(self, digest: str, now: datetime) -> SignInLink | None:
        """One delete that answers with what it deleted, so only one caller gets the link."""
        answer = self._client.delete_item(
            TableName=self._table, Key=to_wire({"pk": keys.sign_in_link(digest)}), ReturnValues="ALL_OLD"
        )
        return _link_from(from_wire(answer.get("Attributes", {})) or None, now)

    def _note(self, digest: str, now: datetime) -> bool:
        try:
            self._client.update_item(
                TableName=self._table,
                Key=to_wire({"pk": keys.session(digest)}),
                UpdateExpression="SET seen_at = :now",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues=to_wire({":now": instant(now)}),
            )
        except ClientError as problem:
            if is_condition_failed(problem):
                return False
            raise
        return True

    def _get(self, key: str) -> dict[str, Any] | None:
        answer = self._client.get_item(TableName=self._table, Key=to_wire({"pk": key}), ConsistentRead=True)
        return from_wire(answer["Item"]) if "Item" in answer else None

    def _put(self, key: str, item: dict[str, Any]) -> None:
        self._client.put_item(TableName=self._table, Item=to_wire({"pk": key, **item}))


def _link_from(item: dict[str, Any] | None, now: datetime) -> SignInLink | None:
    if item is None:
        return None
    link = SignInLink(TenantId(item["tenant_id"]), datetime.fromisoformat(item["expires_at"]))
    return link if now < link.expires_at else None
