"""The two candidates by name."""

from handwritten import Handwritten
from library import Library
from sqlalchemy import MetaData
from stage import Outbox, open_ground

NAMES = ("library", "handwritten")


def choose(name: str, *, postgres: str, amqp: str) -> tuple[Outbox, MetaData]:
    """Build one candidate over its own database; nothing is connected yet."""
    metadata = MetaData()
    ground = open_ground(name=name, postgres=postgres, amqp=amqp, metadata=metadata)
    outbox: Outbox = Library(ground, metadata) if name == "library" else Handwritten(ground, metadata)
    return outbox, metadata
