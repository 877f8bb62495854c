"""A vhost for one system: all that its services need stands in it, and goes with it."""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import httpx

from aftercare_chassis import access, topology
from aftercare_demo.servers import Servers, ServersError

_ALL = dict.fromkeys(("configure", "write", "read"), ".*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vhost:
    """Where the broker is: for an administrator, and for each service with no more rights than it needs."""

    url: str
    services: Mapping[str, str]


@asynccontextmanager
async def vhost(own: Servers, name: str, services: Sequence[str]) -> AsyncIterator[Vhost]:
    """Declare a vhost with users and topology; it is taken away when the block ends."""
    address = urlsplit(own.amqp_url)._replace(path=f"/{name}")
    admin, _, host = address.netloc.rpartition("@")
    passwords = {service: secrets.token_hex(16) for service in services}
    wanted = access.accounts(passwords, name)
    wanted["permissions"].append({"user": unquote(admin.split(":")[0]), "vhost": name} | _ALL)
    await own.import_definitions({"vhosts": [{"name": name}]} | topology.policies(name) | wanted)
    try:
        await topology.declare(address.geturl())
        known = {
            service: address._replace(netloc=f"{access.user(service)}:{password}@{host}").geturl()
            for service, password in passwords.items()
        }
        yield Vhost(url=address.geturl(), services=known)
    finally:
        with suppress(ServersError, httpx.TransportError):  # the broker may have gone before
            await own.delete_vhost(name)
