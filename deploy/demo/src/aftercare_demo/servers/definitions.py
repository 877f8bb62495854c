import asyncio
import time
from collections.abc import Mapping
from typing import Any

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
