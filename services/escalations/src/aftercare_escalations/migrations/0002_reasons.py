"""Why somebody is paged before their time, and why nobody is paged."""

from alembic import op

from aftercare_chassis.migrations import statements

revision = "0002"
down_revision = "0001"

_TABLES = """
alter table cases add column hurry text;
alter table cases add column unpaged text
"""


def upgrade() -> None:
    for statement in statements(_TABLES):
        op.execute(statement)
