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
    timezone text not null,
    language text not null,
    emergency_number text not null,
    hours jsonb not null
);
create table rotas (
    clinic_id text primary key,
    revision integer not null,
    ladder uuid[] not null,
    page_wait interval not null
);
create table cases (
    case_id uuid primary key,
    clinic_id text not null,
    party_kind text not null,
    party_id uuid not null,
    code text not null,
    language text not null,
    level text not null,
    policy jsonb not null,
    opened_at timestamptz not null,
    concern_at timestamptz not null,
    state text not null,
    revision integer not null,
    kept_at timestamptz not null,
    round integer not null,
    turns uuid[] not null,
    unavailable uuid[] not null,
    paged uuid[] not null,
    first uuid,
    round_began_at timestamptz,
    turn_at timestamptz,
    next_page_at timestamptz,
    overdue_at timestamptz,
    holder uuid,
    taken_at timestamptz,
    told_at timestamptz,
    promise_at timestamptz,
    asked boolean not null,
    patient_knows uuid,
    unreached boolean not null,
    forgotten boolean not null,
    due_at timestamptz
);
create unique index cases_one_of_a_party on cases (clinic_id, party_id, party_kind) where state <> 'closed';
create index cases_due on cases (due_at) where due_at is not null;
create table codes (
    code text primary key,
    clinic_id text not null,
    case_id uuid not null,
    free_at timestamptz
);
create index ix_codes_case_id on codes (case_id);
create table concerns (
    concern_id uuid primary key,
    clinic_id text not null,
    level text not null,
    raised_at timestamptz not null
);
create table pages (
    message_id uuid primary key,
    case_id uuid not null references cases,
    staff_id uuid not null,
    round integer not null,
    news boolean not null,
    paged_at timestamptz not null,
    expires_at timestamptz not null,
    failed_at timestamptz
);
create index ix_pages_case_id on pages (case_id);
create table answers (
    clinic_id text not null,
    staff_id uuid not null,
    since_at timestamptz not null,
    count integer not null,
    primary key (clinic_id, staff_id)
)
"""


def upgrade() -> None:
    for statement in statements(INBOX_AND_OUTBOX_1) + statements(_TABLES):
        op.execute(statement)
