"""Telling a service something as the bus would, and reading what it has said."""

from typing import TypeVar

from sqlalchemy import select

from aftercare_chassis import Handlers, Works, inbox
from aftercare_chassis.group import Group
from aftercare_chassis.tables import outbox
from aftercare_contracts import BY_TOPIC, Event

E = TypeVar("E", bound=Event)


async def tell(works: Works, handlers: Handlers, *events: Event) -> None:
    """Deliver events, each in the unit of work the chassis opens for it; raises what the handler raised."""
    for event in events:
        received = inbox.Received(event=event, digest=inbox.digest(event.model_dump_json().encode()))
        group = Group(event.topic, handlers[type(event)], works, size=1)
        error = await group._attempt([received])
        if error is not None:
            raise error


async def said(works: Works, event_type: type[E]) -> list[E]:
    """All events of a type that wait in the outbox, oldest first."""
    query = select(outbox.c.body).where(outbox.c.topic == event_type.topic).order_by(outbox.c.id)
    async with works.engine.connect() as connection:
        bodies = (await connection.execute(query)).scalars().all()
    return [event_type.model_validate_json(body) for body in bodies]


async def topics_said(works: Works) -> list[str]:
    """The topics of all that waits in the outbox, oldest first."""
    async with works.engine.connect() as connection:
        topics = (await connection.execute(select(outbox.c.topic).order_by(outbox.c.id))).scalars().all()
    assert set(topics) <= set(BY_TOPIC)
    return list(topics)
