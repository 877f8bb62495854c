"""Who is on call when, beside the fallback; and where a clinic is, for its public holidays."""

from alembic import op

from aftercare_chassis.migrations import statements

revision = "0007"
down_revision = "0006"

_TABLES = """
alter table rotas add column roster jsonb not null default '{}';
alter table clinics add column country text, add column region text
"""


def upgrade() -> None:
    for statement in statements(_TABLES):
        op.execute(statement)
