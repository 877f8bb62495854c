import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aftercare_demo.servers.readiness import Check, until_ready
from aftercare_demo.servers.server import Kind, ServersError
from aftercare_demo.servers.supervision import Program, Supervision


async def nothing_more() -> None:
    """Do nothing after a kill, for most servers leave nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalServer:
    """A server run from this machine's own programs, on ports and in a folder of its own."""

    supervision: Supervision
    program: Program
    url: str
    check: Check
    stop_signal: str
    management_url: str | None = None
    after_kill: Callable[[], Awaitable[None]] = nothing_more
    kind: Kind = Kind.LOCAL

    async def start(self) -> None:
        """Start, and wait until it answers."""
        await self.supervision.start(self.program)
        try:
            await until_ready(self.check, self.url, alive=self._alive)
        except ServersError as error:
            raise ServersError(f"{error}\n{self.supervision.last_words(self.program.name)}") from error

    async def stop(self) -> None:
        """Stop in order, and wait for the end."""
        await self.supervision.signal(self.program.name, self.stop_signal)
        await self.supervision.exit_of(self.program.name)

    async def kill(self) -> None:
        """Kill it and all its processes."""
        await self.supervision.kill(self.program.name)
        with contextlib.suppress(ServersError):
            await self.after_kill()

    async def _alive(self) -> bool:
        return self.supervision.running(self.program.name)
