"""Migrated, empty databases; what a test has done with is emptied for the next, as a copy costs more."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from uuid import uuid4

import asyncpg

from aftercare_chassis.migrations import migrate

_TABLES = "select quote_ident(tablename) from pg_tables where schemaname = 'public' order by 1"
_END_OTHERS = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> $2"


@dataclass(slots=True, kw_only=True)
class Databases:
    """Databases of one server, each for one test at a time."""

    superuser_url: str
    _free: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _to_empty: dict[str, str] = field(default_factory=dict)

    async def take(self, package: str) -> str:
        """The name of a database in the shape that a package's migrations give it."""
        if package not in self._to_empty:
            await self._create(package, None)
            await asyncio.to_thread(migrate, package, self.url(package))
            self._to_empty[package] = await self._emptying(package)
        if self._free[package]:
            return self._free[package].pop()
        name = f"test_{uuid4().hex}"
        await self._create(name, package)
        return name

    async def give_back(self, package: str, name: str) -> None:
        """End whoever is still connected, and leave the database as it was taken."""
        connection = await asyncpg.connect(self._address(name))
        try:
            await connection.execute(_END_OTHERS, name, connection.get_server_pid())
            await connection.execute(self._to_empty[package])
        finally:
            await connection.close()
        self._free[package].append(name)

    def url(self, name: str) -> str:
        """The address of a database for SQLAlchemy."""
        return self._address(name).replace("postgresql://", "postgresql+asyncpg://")

    def _address(self, name: str) -> str:
        return f"{self.superuser_url.rsplit('/', 1)[0]}/{name}"

    async def _create(self, name: str, template: str | None) -> None:
        connection = await asyncpg.connect(self.superuser_url)
        try:
            await connection.execute(f'create database "{name}" template "{template or "template1"}"')
        finally:
            await connection.close()

    async def _emptying(self, package: str) -> str:
        """The statements that empty what the migrations have left empty, whatever refers to what."""
        connection = await asyncpg.connect(self._address(package))
        try:
            tables = [row[0] for row in await connection.fetch(_TABLES)]
            empty = [one for one in tables if not await connection.fetchval(f"select 1 from {one} limit 1")]  # noqa: S608 - quoted by PostgreSQL
        finally:
            await connection.close()
        return "set session_replication_role = replica;" + ";".join(f"delete from {one}" for one in empty)  # noqa: S608
