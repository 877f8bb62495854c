"""Which function of a service hears which event."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

from aftercare_chassis.unit_of_work import UnitOfWork
from aftercare_contracts import Event

E = TypeVar("E", bound=Event)
Handler = Callable[[E, UnitOfWork], Awaitable[None]]


class Handlers:
    """What a service hears: one handler for each type of event."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], Handler[Any]] = {}

    def on(self, event_type: type[E], handler: Handler[E]) -> None:
        """Call `handler` with each new event of this type and the unit of work it is handled in."""
        if event_type in self._handlers:
            raise ValueError(f"{event_type.__name__} is heard already")
        self._handlers[event_type] = handler

    def __iter__(self) -> Iterator[type[Event]]:
        return iter(self._handlers)

    def __getitem__(self, event_type: type[E]) -> Handler[E]:
        return self._handlers[event_type]
