"""When a holder's shift ends, and who is asked to take their case over."""

from alembic import op

from aftercare_chassis.migrations import statements

revision = "0009"
down_revision = "0008"

_TABLES = """
alter table cases add column hand_over_at timestamptz;
alter table cases add column offered uuid[] not null default '{}'
"""


def upgrade() -> None:
    for statement in statements(_TABLES):
        op.execute(statement)
