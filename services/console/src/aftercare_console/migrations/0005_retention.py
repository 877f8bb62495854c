"""What is old is found by an index."""

from alembic import op

from aftercare_chassis.migrations import INBOX_BY_AGE, statements

revision = "0005"
down_revision = "0004"

_BY_AGE = """
create index timeline_old on timeline (at);
create index cases_old on cases (closed_at) where state = 'closed';
create index replies_read on replies (heard_at) where read_at is not null
"""


def upgrade() -> None:
    for statement in (INBOX_BY_AGE, *statements(_BY_AGE)):
        op.execute(statement)
