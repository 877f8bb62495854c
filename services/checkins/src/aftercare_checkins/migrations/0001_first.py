"""The first shape."""

from alembic import op

from aftercare_chassis.migrations import INBOX_AND_OUTBOX_1, statements

revision = "0001"
down_revision = None

_TABLES = """
create table clinics (
    clinic_id text primary key,
    revision integer not null,
    name text not null,
    language text not null,
    emergency_number text not null
);
create table languages (
    patient_id uuid primary key,
    language text not null,
    revision integer not null
);
create table forgotten (
    patient_id uuid primary key,
    forgotten_at timestamptz not null
);
create table pauses (
    party_id uuid primary key,
    ends_at timestamptz not null
);
create table conversations (
    checkin_id uuid primary key,
    clinic_id text not null,
    patient_id uuid not null,
    procedure_id uuid not null,
    milestone text not null,
    state text not null,
    due_at timestamptz not null,
    asked_at timestamptz,
    expires_at timestamptz not null,
    remind_at timestamptz not null,
    deadline_at timestamptz not null,
    followup_asked_at timestamptz
);
create index ix_conversations_patient_id on conversations (patient_id);
create index conversations_held on conversations (due_at) where state = 'held';
create index conversations_to_remind on conversations (remind_at) where state = 'asked';
create index conversations_open on conversations (deadline_at)
    where state in ('held', 'asked', 'waiting', 'followup_asked');
create table replies (
    reply_id uuid primary key,
    clinic_id text not null,
    party_kind text not null,
    party_id uuid not null,
    candidates uuid[] not null,
    words text not null,
    keyword text,
    photos integer not null,
    received_at timestamptz not null,
    checkin_id uuid references conversations,
    prompt text,
    day integer,
    level text,
    rule text,
    version text,
    symptoms text[],
    negated text[],
    matched text[],
    answered text,
    retracted_at timestamptz
);
create index ix_replies_checkin_id on replies (checkin_id);
create index replies_of_party on replies (party_id, received_at)
"""


def upgrade() -> None:
    for statement in statements(INBOX_AND_OUTBOX_1) + statements(_TABLES):
        op.execute(statement)
