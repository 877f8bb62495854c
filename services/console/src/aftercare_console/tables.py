"""How the console's memory looks in PostgreSQL."""

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

METADATA = MetaData()

clinics = Table(
    "clinics",
    METADATA,
    Column("clinic_id", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("emergency_number", Text, nullable=False),
    Column("hours", JSONB, nullable=False),
    Column("country", Text),
    Column("region", Text),
)

rota = Table(
    "rota",
    METADATA,
    Column("clinic_id", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("ladder", ARRAY(Uuid), nullable=False),
    Column("page_wait", Interval, nullable=False),
    Column("roster", JSONB, nullable=False, server_default="{}"),
    Column("holidays", JSONB(none_as_null=True)),
)

policies = Table(
    "policies",
    METADATA,
    Column("clinic_id", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("policies", JSONB, nullable=False),
)

staff = Table(
    "staff",
    METADATA,
    Column("staff_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("reference", Text),
    Column("revision", Integer, nullable=False),
    Column("name", Text),
    Column("number", Text),
    Column("forgotten_at", DateTime(timezone=True)),
    UniqueConstraint("clinic_id", "reference", name="staff_reference_once"),
)

patients = Table(
    "patients",
    METADATA,
    Column("patient_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("reference", Text),
    Column("revision", Integer, nullable=False),
    Column("given_name", Text),
    Column("family_name", Text),
    Column("number", Text),
    Column("timezone", Text),
    Column("language", Text),
    Column("consent", JSONB(none_as_null=True)),
    Column("forgotten_at", DateTime(timezone=True)),
    UniqueConstraint("clinic_id", "reference", name="patients_reference_once"),
)

procedures = Table(
    "procedures",
    METADATA,
    Column("procedure_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("reference", Text),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("session", Integer, nullable=False),
    Column("performed_on", Date, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("voided_at", DateTime(timezone=True)),
    UniqueConstraint("clinic_id", "reference", name="procedures_reference_once"),
)

timeline = Table(
    "timeline",
    METADATA,
    Column("event_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("place", SmallInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("party_id", Uuid, index=True),
    Column("case_id", Uuid, index=True),
    Column("staff_id", Uuid, index=True),
    Column("correlation_id", Uuid, nullable=False, index=True),
    Column("candidates", ARRAY(Uuid)),
    Column("body", JSONB, nullable=False),
)

Index("timeline_candidates", timeline.c.candidates, postgresql_using="gin")
Index("timeline_recent", timeline.c.topic, timeline.c.at)

replies = Table(
    "replies",
    METADATA,
    Column("reply_id", Uuid, primary_key=True),
    Column("event_id", Uuid),
    Column("heard_at", DateTime(timezone=True)),
    Column("read_at", DateTime(timezone=True)),
)

Index("replies_unread", replies.c.heard_at, postgresql_where=replies.c.read_at.is_(None))

cases = Table(
    "cases",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("code", Text, index=True),
    Column("party_kind", Text),
    Column("party_id", Uuid, index=True),
    Column("level", Text),
    Column("state", Text, nullable=False),
    Column("state_revision", Integer, nullable=False),
    Column("state_at", DateTime(timezone=True)),
    Column("holder_id", Uuid),
    Column("pages", Integer, nullable=False),
    Column("paged_id", Uuid),
    Column("paged_at", DateTime(timezone=True)),
    Column("opened_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("outcome", Text),
)

Index("cases_open", cases.c.opened_at, postgresql_where=cases.c.state != "closed")

sessions = Table(
    "sessions",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

Index("timeline_old", timeline.c.at)
Index("cases_old", cases.c.closed_at, postgresql_where=cases.c.state == "closed")
Index("replies_read", replies.c.heard_at, postgresql_where=replies.c.read_at.is_not(None))
