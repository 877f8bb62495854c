"""Where a clinic is."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("alter table clinics add column country text, add column region text")
