"""A service put together and run: HTTP, listening, relay and jobs in one process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from aftercare_chassis import database, health, logs, tracing
from aftercare_chassis.clock import Clock
from aftercare_chassis.handlers import Handlers
from aftercare_chassis.health import Check, recent
from aftercare_chassis.jobs import Job, Ticker
from aftercare_chassis.lifeline import Lifeline
from aftercare_chassis.listening import Limits, Listener
from aftercare_chassis.publisher import Publisher
from aftercare_chassis.relay import Relay
from aftercare_chassis.retention import INBOX, Rule, retention
from aftercare_chassis.settings import ServiceSettings
from aftercare_chassis.supervision import keep, nothing
from aftercare_chassis.unit_of_work import RELAY, Works
from aftercare_contracts import HEARS


def open_works(settings: ServiceSettings) -> Works:
    """The units of work of a service with these settings; connects when first used."""
    engine = database.engine(settings.database_url.get_secret_value(), pool=settings.pool)
    return Works(engine, Clock(settings.clock_file))


@dataclass(slots=True, kw_only=True)
class Service:
    """What one service hears, does by itself and serves over HTTP."""

    name: str
    settings: ServiceSettings
    works: Works
    handlers: Handlers
    jobs: Sequence[Job] = ()
    keeps: Sequence[Rule] = ()
    routes: Sequence[BaseRoute] = ()
    checks: dict[str, Check] = field(default_factory=dict)
    closing: Sequence[Callable[[], Awaitable[None]]] = ()

    def asgi(self) -> Starlette:
        """The service as an ASGI application, whose lifespan is the service's."""
        if set(self.handlers) != set(HEARS[self.name]):
            raise ValueError(f"{self.name} does not hear what the catalogue says it hears")
        amqp_url = self.settings.amqp_url.get_secret_value()
        publisher = Publisher(amqp_url)
        relay = Relay(self.works, publisher)
        self.works.on_wake(RELAY, relay.wake)
        retained = retention([INBOX, *self.keeps], self.settings.keep_days)
        ticker = Ticker([*self.jobs, retained], self.works, seconds=self.settings.tick)
        listening = _Listening(self, publisher)
        lifeline = Lifeline(
            lambda: (relay.looked_at, *ticker.looked_at.values()), patience=self.settings.give_up
        )

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            tasks = [
                asyncio.create_task(keep("relay", relay.run, publisher.close)),
                asyncio.create_task(keep("ticker", ticker.run, nothing)),
                asyncio.create_task(keep("listener", listening.run, listening.stop)),
                asyncio.create_task(keep("lifeline", lifeline.run, nothing)),
            ]
            yield
            await listening.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for close in self.closing:
                await close()
            await publisher.close()
            await self.works.engine.dispose()

        checks: dict[str, Check] = {
            "database": lambda: database.reachable(self.works.engine),
            "listener": listening.healthy,
            "relay": lambda: _answer(recent(relay.ran_at)),
            "jobs": lambda: _answer(all(map(recent, ticker.ran_at.values()))),
            **self.checks,
        }
        return Starlette(routes=[*health.routes(checks), *self.routes], lifespan=lifespan)

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT, then finish what is in hand."""
        logs.start(self.name, self.settings.log_level)
        tracing.start(self.name)
        uvicorn.run(
            self.asgi(),
            host=self.settings.http_host,
            port=self.settings.http_port,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=int(self.settings.drain),
        )


class _Listening:
    """The listener of the moment: a new one for every start."""

    def __init__(self, service: Service, publisher: Publisher) -> None:
        self._service = service
        self._publisher = publisher
        self._current: Listener | None = None

    async def run(self) -> None:
        service, settings = self._service, self._service.settings
        self._current = Listener(
            settings.amqp_url.get_secret_value(),
            service.name,
            service.handlers,
            works=service.works,
            publisher=self._publisher,
            limits=Limits(prefetch=settings.prefetch, group=settings.group, drain=settings.drain),
        )
        await self._current.run()

    async def stop(self) -> None:
        current, self._current = self._current, None
        if current is not None:
            await current.stop()

    async def healthy(self) -> bool:
        return self._current is not None and await self._current.healthy()


async def _answer(value: bool) -> bool:  # noqa: FBT001 - a check is a coroutine
    return value
