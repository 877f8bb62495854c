import re
import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from aftercare_demo.servers.opening import Servers

NAME = re.compile(r"[a-z][a-z0-9_]*")


async def provision(servers: Servers, services: Sequence[str], *, under: str = "") -> dict[str, str]:
    """Give each service a role and a database that no other service may enter; return SQLAlchemy's URLs.

    Several systems share a server when each has its databases `under` a name of its own.
    """
    connection = await asyncpg.connect(servers.postgres_url)
    try:
        return {
            service: await _provision(connection, servers.postgres_url, service + under)
            for service in services
        }
    finally:
        await connection.close()


async def _provision(connection: asyncpg.Connection, superuser_url: str, service: str) -> str:
    if not NAME.fullmatch(service):
        raise ValueError(f"a service's name is lower-case letters, digits and underscores, not {service!r}")
    name, password = f"aftercare_{service}", secrets.token_urlsafe(16)
    known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name)
    await connection.execute(f"{'ALTER' if known else 'CREATE'} ROLE {name} LOGIN PASSWORD '{password}'")
    if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await connection.execute(f"CREATE DATABASE {name} OWNER {name}")
    await connection.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    address = urlsplit(superuser_url).netloc.rpartition("@")[2]
    return urlunsplit(("postgresql+asyncpg", f"{name}:{password}@{address}", f"/{name}", "", ""))
