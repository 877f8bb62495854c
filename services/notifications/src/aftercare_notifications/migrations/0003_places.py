"""Where a clinic is, for its public holidays and the rules of its state."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("alter table clinics add column country text, add column region text")
