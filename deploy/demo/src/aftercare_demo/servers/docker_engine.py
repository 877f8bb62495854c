import asyncio
import secrets
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient

from aftercare_demo.servers.container import ContainerServer
from aftercare_demo.servers.ports import free_ports
from aftercare_demo.servers.readiness import speaks_amqp, speaks_sql
from aftercare_demo.servers.server import ServersError
from aftercare_demo.servers.supervision import Supervision

RABBITMQ = "rabbitmq:4-management"
POSTGRES = "postgres:17"
PULL = "import docker, sys; docker.from_env().images.pull(sys.argv[1])"
PULL_SECONDS = 180.0
REMOVE = "import docker, sys; docker.from_env().api.remove_container(sys.argv[1], v=True, force=True)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A container that runs, and where its ports are reached, in the order they were asked for."""

    container: DockerContainer
    addresses: Sequence[str]


async def docker_rabbitmq(supervision: Supervision) -> ContainerServer:
    """Start RabbitMQ in Docker, or raise ServersError where that cannot be."""
    password = secrets.token_urlsafe(16)
    env = {"RABBITMQ_DEFAULT_USER": "aftercare", "RABBITMQ_DEFAULT_PASS": password}
    box = await _run(supervision, RABBITMQ, env=env, ports=(5672, 15672))
    amqp, management = box.addresses
    server = ContainerServer(
        container=box.container,
        url=f"amqp://aftercare:{password}@{amqp}/",
        management_url=f"http://aftercare:{password}@{management}",
        check=speaks_amqp,
    )
    await server.until_ready()
    return server


async def docker_postgres(supervision: Supervision, options: Sequence[str]) -> ContainerServer:
    """Start PostgreSQL in Docker, or raise ServersError where that cannot be."""
    password = secrets.token_urlsafe(16)
    command = ["postgres", *(f"-c{option}" for option in options)]
    box = await _run(
        supervision, POSTGRES, env={"POSTGRES_PASSWORD": password}, ports=(5432,), command=command
    )
    url = f"postgresql://postgres:{password}@{box.addresses[0]}/postgres"
    server = ContainerServer(container=box.container, url=url, check=speaks_sql)
    await server.until_ready()
    return server


async def _run(
    supervision: Supervision,
    image: str,
    *,
    env: dict[str, str],
    ports: Sequence[int],
    command: list[str] | None = None,
) -> Box:
    name = f"aftercare-{secrets.token_hex(6)}"
    try:
        await _have(image)
        # The supervisor removes the container however this process ends; a reaper would be one more image.
        testcontainers_config.ryuk_disabled = True
        await supervision.at_end(name, [sys.executable, "-c", REMOVE, name])
        starting = asyncio.ensure_future(asyncio.to_thread(_start, name, image, env, ports, command))
        try:
            return await asyncio.shield(starting)
        finally:
            await asyncio.wait([starting])  # else a Ctrl-C could leave one that starts after the end
    except Exception as error:
        raise ServersError(f"Docker cannot run {image}: {error}") from error


def _start(
    name: str, image: str, env: dict[str, str], ports: Sequence[int], command: list[str] | None
) -> Box:
    container = DockerContainer(image, env=env, name=name)
    if command:
        container.with_command(command)
    here = _shares_loopback(container.get_docker_client())
    for port, outside in zip(
        ports, free_ports(len(ports)), strict=True
    ):  # Docker would choose anew at each start
        cast("dict[str, object]", container.ports)[f"{port}/tcp"] = (
            ("127.0.0.1", outside) if here else outside
        )
    container.start()
    host = "127.0.0.1" if here else container.get_container_host_ip()
    return Box(
        container=container, addresses=[f"{host}:{container.get_exposed_port(port)}" for port in ports]
    )


def _shares_loopback(docker: DockerClient) -> bool:
    """Whether the engine runs where we do, and not on another machine or outside our container."""
    return docker.host() == "localhost" or docker.client.info()["Name"] == socket.gethostname()


async def _have(image: str) -> None:
    """See that an image is here; pull it in a process of its own, which can be given up."""
    if await asyncio.to_thread(_is_here, image):
        return
    print(f"pulling {image}", file=sys.stderr, flush=True)
    pull = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PULL, image, stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        _, complaint = await asyncio.wait_for(pull.communicate(), PULL_SECONDS)
    except TimeoutError:
        raise ServersError(f"no image within {PULL_SECONDS:.0f} seconds") from None
    finally:
        if pull.returncode is None:
            pull.kill()
            await pull.wait()
    if pull.returncode:
        raise ServersError(complaint.decode(errors="replace").strip().rpartition("\n")[2])


def _is_here(image: str) -> bool:
    client = DockerClient().client
    try:
        return bool(client.images.list(name=image))
    finally:
        client.close()
