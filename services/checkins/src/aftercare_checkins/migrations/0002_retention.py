"""What is old is found by an index."""

from alembic import op

from aftercare_chassis.migrations import INBOX_BY_AGE, statements

revision = "0002"
down_revision = "0001"

_BY_AGE = """
create index replies_old on replies (received_at);
create index conversations_old on conversations (deadline_at)
    where state not in ('held', 'asked', 'waiting', 'followup_asked')
"""


def upgrade() -> None:
    for statement in (INBOX_BY_AGE, *statements(_BY_AGE)):
        op.execute(statement)
