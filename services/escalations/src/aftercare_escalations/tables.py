"""How escalations' memory looks in PostgreSQL."""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Interval,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

METADATA = MetaData()
_MOMENT = DateTime(timezone=True)

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

rotas = Table(
    "rotas",
    METADATA,
    Column("clinic_id", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("ladder", ARRAY(Uuid), nullable=False),
    Column("page_wait", Interval, nullable=False),
    Column("roster", JSONB, nullable=False, server_default="{}"),
)

policies = Table(
    "policies",
    METADATA,
    Column("clinic_id", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("policies", JSONB, nullable=False),
)

cases = Table(
    "cases",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("party_kind", Text, nullable=False),
    Column("party_id", Uuid, nullable=False),
    Column("code", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("policy", JSONB, nullable=False),
    Column("opened_at", _MOMENT, nullable=False),
    Column("concern_at", _MOMENT, nullable=False),
    Column("concern_id", Uuid),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kept_at", _MOMENT, nullable=False),
    Column("round", Integer, nullable=False),
    Column("turns", ARRAY(Uuid), nullable=False),
    Column("unavailable", ARRAY(Uuid), nullable=False),
    Column("paged", ARRAY(Uuid), nullable=False),
    Column("first", Uuid),
    Column("round_began_at", _MOMENT),
    Column("turn_at", _MOMENT),
    Column("next_page_at", _MOMENT),
    Column("hurry", Text),
    Column("unpaged", Text),
    Column("overdue_at", _MOMENT),
    Column("holder", Uuid),
    Column("taken_at", _MOMENT),
    Column("told_at", _MOMENT),
    Column("promise_at", _MOMENT),
    Column("asked", Boolean, nullable=False),
    Column("hand_over_at", _MOMENT),
    Column("offered", ARRAY(Uuid), nullable=False, server_default="{}"),
    Column("patient_knows", Uuid),
    Column("unreached", Boolean, nullable=False),
    Column("forgotten", Boolean, nullable=False),
    Column("due_at", _MOMENT),
)

Index(
    "cases_one_of_a_party",
    cases.c.clinic_id,
    cases.c.party_id,
    cases.c.party_kind,
    unique=True,
    postgresql_where=cases.c.state != "closed",
)
Index("cases_due", cases.c.due_at, postgresql_where=cases.c.due_at.is_not(None))

codes = Table(
    "codes",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("case_id", Uuid, nullable=False, index=True),
    Column("free_at", _MOMENT),
)

courses = Table(
    "courses",
    METADATA,
    Column("case_id", Uuid, ForeignKey("cases.case_id"), primary_key=True),
    Column("reported_at", _MOMENT, nullable=False),
    Column("paged_at", _MOMENT),
    Column("paged_first", Uuid),
    Column("taken_at", _MOMENT),
    Column("taken_by_first", Boolean, nullable=False),
    Column("pages", Integer, nullable=False),
)

concerns = Table(
    "concerns",
    METADATA,
    Column("concern_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("raised_at", _MOMENT, nullable=False),
)

pages = Table(
    "pages",
    METADATA,
    Column("message_id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.case_id"), nullable=False, index=True),
    Column("staff_id", Uuid, nullable=False),
    Column("round", Integer, nullable=False),
    Column("news", Boolean, nullable=False),
    Column("paged_at", _MOMENT, nullable=False),
    Column("expires_at", _MOMENT, nullable=False),
    Column("failed_at", _MOMENT),
    Column("call_id", Uuid),
    Column("call_at", _MOMENT),
    Column("called_at", _MOMENT),
    Column("delivered_at", _MOMENT),
    Column("silent_at", _MOMENT),
    # By the clock of PostgreSQL: a page under way waits for the carrier, which no fast clock hurries.
    Column("created_at", _MOMENT, nullable=False, server_default=func.now()),
)
Index("pages_call", pages.c.call_id, unique=True)
Index(
    "pages_to_call",
    pages.c.call_at,
    postgresql_where=pages.c.call_at.is_not(None) & pages.c.called_at.is_(None),
)
Index(
    "pages_unreported",
    pages.c.created_at,
    postgresql_where=pages.c.delivered_at.is_(None)
    & pages.c.failed_at.is_(None)
    & pages.c.silent_at.is_(None),
)

drills = Table(
    "drills",
    METADATA,
    Column("drill_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("staff_id", Uuid, nullable=False),
    Column("code", Text, nullable=False),
    Column("started_at", _MOMENT, nullable=False),
    Column("call_at", _MOMENT, nullable=False),
    Column("expires_at", _MOMENT, nullable=False),
    Column("call_id", Uuid, nullable=False, unique=True),
    Column("called_at", _MOMENT),
    Column("answered_at", _MOMENT),
    Column("missed_at", _MOMENT),
)
Index("drills_newest", drills.c.clinic_id, drills.c.started_at)

answers = Table(
    "answers",
    METADATA,
    Column("clinic_id", Text, primary_key=True),
    Column("staff_id", Uuid, primary_key=True),
    Column("since_at", _MOMENT, nullable=False),
    Column("count", Integer, nullable=False),
)

Index("cases_old", cases.c.kept_at, postgresql_where=cases.c.state == "closed")
Index("concerns_old", concerns.c.raised_at)
