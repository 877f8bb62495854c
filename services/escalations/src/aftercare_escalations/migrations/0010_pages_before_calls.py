"""Pages of a time without calls are followed by none: nobody would know which page a key in it is about.

Nor does what nobody heard of them move a case on now.
"""

from alembic import op

revision = "0010"
down_revision = "0009"

SETTLED = "update pages set called_at = now(), silent_at = now() where call_id is null"


def upgrade() -> None:
    op.execute(SETTLED)
