"""Several senders: whose turn it is, at what pace, and what each text went through."""

from alembic import op

from aftercare_chassis.migrations import statements

revision = "0004"
down_revision = "0003"

_SENDERS = """
alter table clinics add column language text not null default 'en';
alter table messages add column repeats integer not null default 0;
alter table messages add column sender text;
alter table messages add column via text;
create index messages_of_sender on messages (lane, sender, held_until) where state = 'requested';
alter table copies add column account_sid text;
create table sticky_senders (
    party_kind text not null,
    party_id uuid not null,
    sender text not null,
    primary key (party_kind, party_id)
);
create table paces (
    sender text primary key,
    level double precision not null,
    granted integer not null,
    filled_at timestamptz not null
);
drop table holds;
create table holds (
    lane text not null,
    whose text not null,
    code integer not null,
    until timestamptz not null,
    primary key (lane, whose)
);
"""


def upgrade() -> None:
    for statement in statements(_SENDERS):
        op.execute(statement)
