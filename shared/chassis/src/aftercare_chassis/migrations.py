"""Bringing a service's database to the shape its code knows."""

from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config

INBOX_AND_OUTBOX_1 = """
create table inbox (
    event_id uuid primary key,
    topic text not null,
    digest bytea not null,
    refused text,
    received_at timestamptz not null default now()
);
create table outbox (
    id bigint generated always as identity primary key,
    event_id uuid not null,
    topic text not null,
    correlation_id uuid not null,
    body text not null,
    headers jsonb not null,
    attempts integer not null default 0,
    not_before timestamptz not null default now(),
    created_at timestamptz not null default now()
)
"""

INBOX_BY_AGE = "create index ix_inbox_received_at on inbox (received_at)"


def statements(script: str) -> list[str]:
    """The single statements of a script: asyncpg prepares one at a time."""
    return [one for one in (part.strip() for part in script.split(";")) if one]


def migrate(package: str, url: str) -> None:
    """Run the migrations of a service's package; not from inside a running event loop."""
    with (
        as_file(files("aftercare_chassis") / "alembic_env") as env,
        as_file(files(package) / "migrations") as versions,
    ):
        config = Config()
        config.set_main_option("script_location", str(env))
        config.set_main_option("version_locations", str(versions))
        config.set_main_option("path_separator", "newline")
        config.attributes["url"] = url
        command.upgrade(config, "head")
