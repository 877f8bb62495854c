import asyncio
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from aftercare_demo.servers.server import ServersError

PATIENCE_SECONDS = 30.0


async def import_definitions(management_url: str, definitions: Mapping[str, Any]) -> None:
    """Apply a RabbitMQ definitions document through the management API."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    async with httpx.AsyncClient(
        base_url=management_url, timeout=PATIENCE_SECONDS, trust_env=False
    ) as client:
        while True:
            try:
                answer = await client.post("/api/definitions", json=dict(definitions))
            except httpx.TransportError as error:
                if time.monotonic() > deadline:
                    raise ServersError(f"RabbitMQ's management does not answer: {error!r}") from error
                await asyncio.sleep(0.1)
            else:
                break
    if answer.is_error:
        raise ServersError(f"RabbitMQ refused the definitions ({answer.status_code}): {answer.text}")


async def delete_vhost(management_url: str, name: str) -> None:
    """Take away a vhost with all its queues; one that is gone already is none to worry about."""
    async with httpx.AsyncClient(
        base_url=management_url, timeout=PATIENCE_SECONDS, trust_env=False
    ) as client:
        answer = await client.delete(f"/api/vhosts/{quote(name, safe='')}")
    if answer.is_error and answer.status_code != httpx.codes.NOT_FOUND:
        raise ServersError(f"RabbitMQ keeps the vhost {name} ({answer.status_code}): {answer.text}")
