"""What is old is found by an index."""

from alembic import op

from aftercare_chassis.migrations import INBOX_BY_AGE, statements

revision = "0006"
down_revision = "0005"

_BY_AGE = """
create index messages_old on messages (created_at);
create index messages_with_words on messages (created_at)
    where text <> '' or body_sent is not null or number is not null;
create index calls_old on calls (created_at) where state = 'ended';
create index callbacks_old on callbacks (at);
create index inbound_old on inbound (created_at);
create index inbound_with_words on inbound (created_at) where words is not null or number is not null;
create index consent_ledger_old on consent_ledger (at)
"""


def upgrade() -> None:
    for statement in (INBOX_BY_AGE, *statements(_BY_AGE)):
        op.execute(statement)
