import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from aftercare_demo.servers.choice import asked_for, choose_postgres, choose_rabbitmq
from aftercare_demo.servers.definitions import delete_vhost, import_definitions
from aftercare_demo.servers.server import Kind, Server, ServersError
from aftercare_demo.servers.supervision import supervised


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """A RabbitMQ and a PostgreSQL to use, and to break."""

    broker: Server
    postgres: Server

    @property
    def amqp_url(self) -> str:
        """Where the broker is, with an administrator's name and password."""
        return self.broker.url

    @property
    def postgres_url(self) -> str:
        """Where PostgreSQL is, as its superuser."""
        return self.postgres.url

    async def import_definitions(self, definitions: Mapping[str, Any]) -> None:
        """Apply a RabbitMQ definitions document: users, policies, exchanges, queues."""
        await import_definitions(self._management_url, definitions)

    async def delete_vhost(self, name: str) -> None:
        """Take away a vhost of the broker with all that is in it."""
        await delete_vhost(self._management_url, name)

    @property
    def _management_url(self) -> str:
        if not self.broker.management_url:
            raise ServersError(
                "beside AFTERCARE_TEST_AMQP_URL set "
                "AFTERCARE_RABBITMQ_MANAGEMENT_URL=http://user:password@host:15672"
            )
        return self.broker.management_url


@contextlib.asynccontextmanager
async def servers(way: Kind | None = None, *, durable: bool = True) -> AsyncIterator[Servers]:
    """Servers by the first way that leads to them, or by the one asked for; gone afterwards.

    A PostgreSQL that is not durable saves its disk, and may lose data when the machine fails.
    """
    way = way or asked_for()
    async with supervised() as supervision:
        choosing: list[asyncio.Future[Server]] = [
            asyncio.ensure_future(choose_rabbitmq(supervision, way)),
            asyncio.ensure_future(choose_postgres(supervision, way, durable=durable)),
        ]
        try:
            broker, postgres = await asyncio.gather(*choosing)
            yield Servers(broker=broker, postgres=postgres)
        finally:
            for each in choosing:
                each.cancel()
            await asyncio.gather(*choosing, return_exceptions=True)
