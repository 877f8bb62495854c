import os
from dataclasses import dataclass

from aftercare_demo.servers.readiness import Check
from aftercare_demo.servers.server import Kind, ServersError


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenServer:
    """A server that somebody else runs and names in the environment."""

    url: str
    management_url: str | None = None
    kind: Kind = Kind.GIVEN

    async def start(self) -> None:
        """Refuse, for it is not ours."""
        raise ServersError("a server named in the environment is not ours to start, stop or kill")

    stop = kill = start


async def given_server(variable: str, *, management: str | None, check: Check) -> GivenServer | None:
    """Return the server that the environment names, once it has answered."""
    if not (url := os.environ.get(variable)):
        return None
    try:
        await check(url)
    except Exception as error:
        raise ServersError(f"{variable} names a server that does not answer: {error!r}") from error
    return GivenServer(url=url, management_url=os.environ.get(management) if management else None)
