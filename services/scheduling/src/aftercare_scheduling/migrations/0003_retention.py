"""What is old is found by an index."""

from alembic import op

from aftercare_chassis.migrations import INBOX_BY_AGE, statements

revision = "0003"
down_revision = "0002"

_BY_AGE = """
create index milestones_old on milestones (due_at) where state <> 'planned'
"""


def upgrade() -> None:
    for statement in (INBOX_BY_AGE, *statements(_BY_AGE)):
        op.execute(statement)
