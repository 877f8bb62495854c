"""Which concern came last to a case."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("alter table cases add column concern_id uuid")
