"""Putting an event on the timeline."""

from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_console.domain.cleaning import cleaned
from aftercare_console.domain.timeline import filing
from aftercare_console.store.forgetting import body_to_keep
from aftercare_console.store.timeline import Timeline
from aftercare_contracts import Event


async def keep(connection: AsyncConnection, event: Event) -> None:
    """Keep an event, once, where it belongs, and without what is personal of somebody who was erased."""
    kept = cleaned(event)
    filed = filing(kept)
    await Timeline(connection).append(kept, filed, await body_to_keep(connection, kept, filed))
