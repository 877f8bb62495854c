"""Who wrote down what was said about texting a number."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("alter table consent_ledger add column recorded_by text")
