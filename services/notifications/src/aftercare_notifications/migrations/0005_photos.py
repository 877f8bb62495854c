"""Photos that came with texts."""

from alembic import op

from aftercare_chassis.migrations import statements

revision = "0005"
down_revision = "0004"

_TABLES = """
create table photos (
    photo_id uuid primary key,
    message_sid text not null,
    position integer not null,
    clinic_id text not null,
    correlation_id uuid not null,
    reply_id uuid not null,
    party_kind text not null,
    party_id uuid not null,
    state text not null default 'waiting',
    media_sid text,
    media_type text,
    content bytea,
    told boolean not null default false,
    at_carrier boolean not null default true,
    attempts integer not null default 0,
    received_at timestamptz not null,
    not_before timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint photos_place unique (message_sid, position),
    constraint photos_media_once unique (message_sid, media_sid)
);
alter table photos alter column content set storage external;
create index photos_waiting on photos (not_before) where state = 'waiting';
create index photos_to_forget on photos (not_before) where at_carrier and state in ('kept', 'erased');
create index photos_age on photos (received_at) where state <> 'erased';
create index photos_party on photos (party_kind, party_id)
"""


def upgrade() -> None:
    for statement in statements(_TABLES):
        op.execute(statement)
