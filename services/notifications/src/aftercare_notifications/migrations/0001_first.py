"""The first shape."""

from alembic import op

from aftercare_chassis.migrations import INBOX_AND_OUTBOX_1, statements

revision = "0001"
down_revision = None

_PEOPLE = """
create table clinics (
    clinic_id text primary key,
    revision integer not null,
    name text not null,
    timezone text not null,
    hours jsonb not null
);
create table contacts (
    party_kind text not null,
    party_id uuid not null,
    clinic_id text not null,
    revision integer not null,
    number text,
    given_name text,
    family_name text,
    timezone text,
    language text,
    forgotten_at timestamptz,
    primary key (party_kind, party_id)
);
create index contacts_number on contacts (number, clinic_id);
create table consent_ledger (
    id bigint generated always as identity primary key,
    clinic_id text not null,
    number text not null,
    state text not null,
    source text not null,
    wording text,
    at timestamptz not null
);
create index consent_ledger_number on consent_ledger (clinic_id, number);
create table consents (
    clinic_id text not null,
    number text not null,
    state text not null,
    changed_at timestamptz not null default now(),
    primary key (clinic_id, number)
)
"""
_TEXTS = """
create table messages (
    message_id uuid primary key,
    clinic_id text not null,
    correlation_id uuid not null,
    lane text not null,
    party_kind text not null,
    party_id uuid not null,
    purpose text not null,
    text text not null,
    wording text not null,
    names jsonb not null,
    requested_at timestamptz not null,
    expires_at timestamptz,
    held_until timestamptz not null,
    state text not null default 'requested',
    sid text,
    code integer,
    reason text,
    number text,
    body_sent text,
    attempts integer not null default 0,
    misses integer not null default 0,
    blind integer not null default 0,
    claimed_at timestamptz,
    taken_at timestamptz,
    not_before timestamptz not null default now(),
    created_at timestamptz not null default now()
);
create index messages_due on messages (lane, held_until) where state = 'requested';
create index messages_in_doubt on messages (claimed_at) where state in ('sending', 'unknown');
create index messages_unsettled on messages (claimed_at) where state in ('queued', 'sent');
create index messages_party on messages (party_kind, party_id, created_at);
create table copies (
    sid text primary key,
    message_id uuid not null
);
create table holds (
    lane text primary key,
    code integer not null,
    until timestamptz not null
);
create table callbacks (
    id bigint generated always as identity primary key,
    sid text not null,
    message_id uuid,
    status text not null,
    code integer,
    at timestamptz not null
);
create index callbacks_sid on callbacks (sid);
create table inbound (
    message_sid text primary key,
    clinic_id text not null,
    reply_id uuid not null,
    number text,
    to_number text not null,
    words text,
    photos integer not null,
    party_kind text not null,
    party_id uuid not null,
    candidates uuid[] not null,
    keyword text,
    received_at timestamptz not null,
    created_at timestamptz not null default now()
);
create index inbound_reply_id on inbound (reply_id);
create index inbound_party on inbound (party_kind, party_id);
create table watermarks (
    name text primary key,
    until timestamptz not null
)
"""


def upgrade() -> None:
    for statement in statements(INBOX_AND_OUTBOX_1) + statements(_PEOPLE) + statements(_TEXTS):
        op.execute(statement)
