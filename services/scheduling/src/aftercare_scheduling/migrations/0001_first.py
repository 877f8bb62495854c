"""The first shape."""

from alembic import op

from aftercare_chassis.migrations import INBOX_AND_OUTBOX_1, statements

revision = "0001"
down_revision = None

_TABLES = """
create table clinics (
    clinic_id text primary key,
    revision integer not null,
    hours jsonb not null
);
create table procedures (
    procedure_id uuid primary key,
    clinic_id text not null,
    patient_id uuid not null,
    session integer not null,
    performed_on date not null,
    timezone text not null,
    language text not null,
    revision integer not null default 0,
    voided_at timestamptz
);
create index ix_procedures_patient_id on procedures (patient_id);
create table patients (
    patient_id uuid primary key,
    revision integer not null,
    timezone text,
    language text,
    forgotten boolean not null default false
);
create table milestones (
    checkin_id uuid primary key,
    procedure_id uuid not null references procedures,
    patient_id uuid not null,
    session integer not null,
    milestone text not null,
    due_at timestamptz not null,
    expires_at timestamptz not null,
    state text not null default 'planned',
    reason text,
    constraint milestones_once unique (patient_id, session, milestone)
);
create index ix_milestones_procedure_id on milestones (procedure_id);
create index milestones_due on milestones (due_at) where state = 'planned'
"""


def upgrade() -> None:
    for statement in statements(INBOX_AND_OUTBOX_1) + statements(_TABLES):
        op.execute(statement)
