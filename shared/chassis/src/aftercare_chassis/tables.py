"""The two tables that every service keeps beside its own: what it has heard, and what it has yet to say."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA = MetaData()

inbox = Table(
    "inbox",
    METADATA,
    Column("event_id", Uuid, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("refused", Text),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
)

outbox = Table(
    "outbox",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("topic", Text, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("body", Text, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
