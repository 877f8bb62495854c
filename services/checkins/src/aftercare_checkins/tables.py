"""How the memory of check-ins looks in PostgreSQL."""

from sqlalchemy import (
    ARRAY,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)

METADATA = MetaData()

clinics = Table(
    "clinics",
    METADATA,
    Column("clinic_id", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("emergency_number", Text, nullable=False),
)

languages = Table(
    "languages",
    METADATA,
    Column("patient_id", Uuid, primary_key=True),
    Column("language", Text, nullable=False),
    Column("revision", Integer, nullable=False),
)

forgotten = Table(
    "forgotten",
    METADATA,
    Column("patient_id", Uuid, primary_key=True),
    Column("forgotten_at", DateTime(timezone=True), nullable=False),
)

pauses = Table(
    "pauses",
    METADATA,
    Column("party_id", Uuid, primary_key=True),
    Column("ends_at", DateTime(timezone=True), nullable=False),
)

conversations = Table(
    "conversations",
    METADATA,
    Column("checkin_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("procedure_id", Uuid, nullable=False),
    Column("milestone", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("asked_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("remind_at", DateTime(timezone=True), nullable=False),
    Column("deadline_at", DateTime(timezone=True), nullable=False),
    Column("followup_asked_at", DateTime(timezone=True)),
)

Index("conversations_held", conversations.c.due_at, postgresql_where=conversations.c.state == "held")
Index("conversations_to_remind", conversations.c.remind_at, postgresql_where=conversations.c.state == "asked")
Index(
    "conversations_open",
    conversations.c.deadline_at,
    postgresql_where=conversations.c.state.in_(("held", "asked", "waiting", "followup_asked")),
)

replies = Table(
    "replies",
    METADATA,
    Column("reply_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("party_kind", Text, nullable=False),
    Column("party_id", Uuid, nullable=False),
    Column("candidates", ARRAY(Uuid), nullable=False),
    Column("words", Text, nullable=False),
    Column("keyword", Text),
    Column("photos", Integer, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("checkin_id", Uuid, ForeignKey("conversations.checkin_id"), index=True),
    Column("prompt", Text),
    Column("day", Integer),
    Column("level", Text),
    Column("rule", Text),
    Column("version", Text),
    Column("symptoms", ARRAY(Text)),
    Column("negated", ARRAY(Text)),
    Column("matched", ARRAY(Text)),
    Column("answered", Text),
    Column("retracted_at", DateTime(timezone=True)),
    Index("replies_of_party", "party_id", "received_at"),
)

Index("replies_old", replies.c.received_at)
Index(
    "conversations_old",
    conversations.c.deadline_at,
    postgresql_where=conversations.c.state.not_in(("held", "asked", "waiting", "followup_asked")),
)
