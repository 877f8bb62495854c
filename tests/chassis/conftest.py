"""A vhost of its own for each test, with the topology in it."""

from collections.abc import AsyncIterator

import pytest
from support.broker import Broker, open_broker

from aftercare_chassis import topology
from aftercare_demo.servers import Servers


@pytest.fixture
async def broker(own_servers: Servers) -> AsyncIterator[Broker]:
    async with open_broker(own_servers) as opened:
        await topology.declare(opened.url)
        yield opened
