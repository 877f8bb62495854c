"""Where a clinic is, for its public holidays."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("alter table clinics add column country text, add column region text")
