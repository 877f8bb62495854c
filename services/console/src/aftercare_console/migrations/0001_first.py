"""The first shape."""

from alembic import op

from aftercare_chassis.migrations import INBOX_AND_OUTBOX_1, statements

revision = "0001"
down_revision = None

_REGISTER = """
create table clinics (
    clinic_id text primary key,
    revision integer not null,
    name text not null,
    timezone text not null,
    language text not null,
    emergency_number text not null,
    hours jsonb not null
);
create table rota (
    clinic_id text primary key,
    revision integer not null,
    ladder uuid[] not null,
    page_wait interval not null
);
create table staff (
    staff_id uuid primary key,
    clinic_id text not null,
    reference text,
    revision integer not null,
    name text,
    number text,
    forgotten_at timestamptz,
    constraint staff_reference_once unique (clinic_id, reference)
);
create table patients (
    patient_id uuid primary key,
    clinic_id text not null,
    reference text,
    revision integer not null,
    given_name text,
    family_name text,
    number text,
    timezone text,
    language text,
    consent jsonb,
    forgotten_at timestamptz,
    constraint patients_reference_once unique (clinic_id, reference)
);
create table procedures (
    procedure_id uuid primary key,
    clinic_id text not null,
    reference text,
    patient_id uuid not null,
    session integer not null,
    performed_on date not null,
    revision integer not null default 0,
    voided_at timestamptz,
    constraint procedures_reference_once unique (clinic_id, reference)
);
create index ix_procedures_patient_id on procedures (patient_id)
"""

_TIMELINE = """
create table timeline (
    event_id uuid primary key,
    clinic_id text not null,
    topic text not null,
    at timestamptz not null,
    place smallint not null,
    revision integer not null,
    party_id uuid,
    case_id uuid,
    staff_id uuid,
    correlation_id uuid not null,
    candidates uuid[],
    body jsonb not null
);
create index ix_timeline_party_id on timeline (party_id);
create index ix_timeline_case_id on timeline (case_id);
create index ix_timeline_staff_id on timeline (staff_id);
create index ix_timeline_correlation_id on timeline (correlation_id);
create index timeline_candidates on timeline using gin (candidates);
create index timeline_recent on timeline (topic, at);
create table replies (
    reply_id uuid primary key,
    event_id uuid,
    heard_at timestamptz,
    read_at timestamptz
);
create index replies_unread on replies (heard_at) where read_at is null;
create table cases (
    case_id uuid primary key,
    clinic_id text not null,
    code text,
    party_kind text,
    party_id uuid,
    level text,
    state text not null,
    state_revision integer not null,
    state_at timestamptz,
    holder_id uuid,
    pages integer not null,
    paged_id uuid,
    paged_at timestamptz,
    opened_at timestamptz,
    closed_at timestamptz,
    outcome text
);
create index ix_cases_code on cases (code);
create index ix_cases_party_id on cases (party_id);
create index cases_open on cases (opened_at) where state <> 'closed';
create table sessions (
    digest bytea primary key,
    expires_at timestamptz not null
)
"""


def upgrade() -> None:
    for script in (INBOX_AND_OUTBOX_1, _REGISTER, _TIMELINE):
        for statement in statements(script):
            op.execute(statement)
