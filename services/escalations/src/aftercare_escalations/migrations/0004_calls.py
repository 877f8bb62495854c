"""The call that follows a page, and whether the page was delivered."""

from alembic import op

from aftercare_chassis.migrations import statements

revision = "0004"
down_revision = "0003"

_TABLES = """
alter table pages
    add column call_id uuid,
    add column call_at timestamptz,
    add column called_at timestamptz,
    add column delivered_at timestamptz,
    add column silent_at timestamptz,
    add column created_at timestamptz not null default now();
create unique index pages_call on pages (call_id);
create index pages_to_call on pages (call_at) where call_at is not null and called_at is null;
create index pages_unreported on pages (created_at)
    where delivered_at is null and failed_at is null and silent_at is null
"""


def upgrade() -> None:
    for statement in statements(_TABLES):
        op.execute(statement)
