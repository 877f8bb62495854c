"""What is old is found by an index."""

from alembic import op

from aftercare_chassis.migrations import INBOX_BY_AGE, statements

revision = "0008"
down_revision = "0007"

_BY_AGE = """
create index cases_old on cases (kept_at) where state = 'closed';
create index concerns_old on concerns (raised_at)
"""


def upgrade() -> None:
    for statement in (INBOX_BY_AGE, *statements(_BY_AGE)):
        op.execute(statement)
