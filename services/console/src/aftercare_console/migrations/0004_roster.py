"""Who is on call when, beside the fallback, and which days are holidays."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("alter table rota add column roster jsonb not null default '{}', add column holidays jsonb")
