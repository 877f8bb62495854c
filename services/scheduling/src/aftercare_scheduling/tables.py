"""How scheduling's memory looks in PostgreSQL."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA = MetaData()

clinics = Table(
    "clinics",
    METADATA,
    Column("clinic_id", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("hours", JSONB, nullable=False),
    Column("country", Text),
    Column("region", Text),
)

procedures = Table(
    "procedures",
    METADATA,
    Column("procedure_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("session", Integer, nullable=False),
    Column("performed_on", Date, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("voided_at", DateTime(timezone=True)),
)

patients = Table(
    "patients",
    METADATA,
    Column("patient_id", Uuid, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("timezone", Text),
    Column("language", Text),
    Column("forgotten", Boolean, nullable=False, server_default="false"),
)

milestones = Table(
    "milestones",
    METADATA,
    Column("checkin_id", Uuid, primary_key=True),
    Column("procedure_id", Uuid, ForeignKey("procedures.procedure_id"), nullable=False, index=True),
    Column("patient_id", Uuid, nullable=False),
    Column("session", Integer, nullable=False),
    Column("milestone", Text, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False, server_default="planned"),
    Column("reason", Text),
    UniqueConstraint("patient_id", "session", "milestone", name="milestones_once"),
)

Index("milestones_due", milestones.c.due_at, postgresql_where=milestones.c.state == "planned")

Index("milestones_old", milestones.c.due_at, postgresql_where=milestones.c.state != "planned")
