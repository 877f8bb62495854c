"""Calls to the phones of staff."""

from alembic import op

from aftercare_chassis.migrations import statements

revision = "0002"
down_revision = "0001"

_TABLES = """
create table calls (
    call_id uuid primary key,
    clinic_id text not null,
    correlation_id uuid not null,
    party_kind text not null,
    party_id uuid not null,
    language text not null,
    script jsonb not null,
    requested_at timestamptz not null,
    expires_at timestamptz not null,
    state text not null default 'requested',
    sid text,
    key text,
    result text,
    code integer,
    number text,
    attempts integer not null default 0,
    claimed_at timestamptz,
    withdrawn_at timestamptz,
    not_before timestamptz not null default now(),
    created_at timestamptz not null default now()
);
create index calls_unended on calls (created_at) where state <> 'ended';
create index calls_sid on calls (sid);
create index calls_correlation on calls (correlation_id);
create index calls_party on calls (party_kind, party_id)
"""


def upgrade() -> None:
    for statement in statements(_TABLES):
        op.execute(statement)
