"""Test pages on a schedule."""

from alembic import op

from aftercare_chassis.migrations import statements

revision = "0005"
down_revision = "0004"

_TABLES = """
create table drills (
    drill_id uuid primary key,
    clinic_id text not null,
    staff_id uuid not null,
    code text not null,
    started_at timestamptz not null,
    call_at timestamptz not null,
    expires_at timestamptz not null,
    call_id uuid not null unique,
    called_at timestamptz,
    answered_at timestamptz,
    missed_at timestamptz
);
create index drills_newest on drills (clinic_id, started_at)
"""


def upgrade() -> None:
    for statement in statements(_TABLES):
        op.execute(statement)
