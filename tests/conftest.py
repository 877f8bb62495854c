"""What tests stand on: servers of their own, and a database of the right shape for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from support.clock import StoppedClock
from support.databases import Databases

from aftercare_chassis import Works, database
from aftercare_demo.servers import Servers, servers

OpenWorks = Callable[[str], Awaitable[Works]]


@pytest.fixture(scope="session")
async def own_servers() -> AsyncIterator[Servers]:
    """RabbitMQ and PostgreSQL that nobody else uses."""
    async with servers(durable=False) as started:
        yield started


@pytest.fixture(scope="session")
def databases(own_servers: Servers) -> Databases:
    return Databases(superuser_url=own_servers.postgres_url)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
async def open_works(databases: Databases, clock: StoppedClock) -> AsyncIterator[OpenWorks]:
    """Opens the units of work of a service on a database of its own, migrated and empty."""
    opened: list[tuple[Works, str, str]] = []

    async def open_one(package: str) -> Works:
        name = await databases.take(package)
        works = Works(database.engine(databases.url(name), pool=5), clock)
        opened.append((works, package, name))
        return works

    yield open_one
    for works, package, name in opened:
        await works.engine.dispose()
        await databases.give_back(package, name)
