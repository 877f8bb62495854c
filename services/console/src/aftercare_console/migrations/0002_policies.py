"""What each clinic does about a case of each level."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("""
        create table policies (
            clinic_id text primary key,
            revision integer not null,
            policies jsonb not null
        )
    """)
