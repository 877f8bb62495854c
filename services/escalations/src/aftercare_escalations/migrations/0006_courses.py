"""How far cases have come, for the numbers."""

from alembic import op

from aftercare_chassis.migrations import statements

revision = "0006"
down_revision = "0005"

_TABLES = """
create table courses (
    case_id uuid primary key references cases,
    reported_at timestamptz not null,
    paged_at timestamptz,
    paged_first uuid,
    taken_at timestamptz,
    taken_by_first boolean not null,
    pages integer not null
)
"""


def upgrade() -> None:
    for statement in statements(_TABLES):
        op.execute(statement)
