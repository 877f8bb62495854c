import asyncio
from dataclasses import dataclass

from testcontainers.core.container import DockerContainer

from aftercare_demo.servers.readiness import Check, until_ready
from aftercare_demo.servers.server import Kind, ServersError


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerServer:
    """A server in a container of its own, on ports that stay the same when it is started again."""

    container: DockerContainer
    url: str
    check: Check
    management_url: str | None = None
    kind: Kind = Kind.DOCKER

    async def start(self) -> None:
        """Start it again, and wait until it answers."""
        await asyncio.to_thread(self.container.get_wrapped_container().start)
        await self.until_ready()

    async def stop(self) -> None:
        """Stop it in order, and wait for the end."""
        await asyncio.to_thread(self.container.get_wrapped_container().stop, timeout=60)

    async def kill(self) -> None:
        """Kill it, and wait for the end."""
        await asyncio.to_thread(self._kill)

    async def until_ready(self) -> None:
        """Wait until it answers; raise ServersError with the end of its log if it does not."""
        try:
            await until_ready(self.check, self.url, alive=self._alive)
        except ServersError as error:
            log = await asyncio.to_thread(self.container.get_wrapped_container().logs, tail=20)
            raise ServersError(f"{error}\n{log.decode(errors='replace')}") from error

    async def _alive(self) -> bool:
        await asyncio.to_thread(self.container.reload)
        return self.container.status == "running"

    def _kill(self) -> None:
        self.container.get_wrapped_container().kill()
        self.container.wait()
