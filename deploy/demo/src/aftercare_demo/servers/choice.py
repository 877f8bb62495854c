import os
import sys

from aftercare_demo.servers.debian import install_rabbitmq, may_install
from aftercare_demo.servers.docker_engine import docker_postgres, docker_rabbitmq
from aftercare_demo.servers.given import given_server
from aftercare_demo.servers.local_postgres import local_postgres
from aftercare_demo.servers.local_rabbitmq import local_rabbitmq, rabbitmq_script
from aftercare_demo.servers.readiness import speaks_amqp, speaks_sql
from aftercare_demo.servers.server import Kind, Server, ServersError
from aftercare_demo.servers.supervision import Supervision

POSTGRES_OPTIONS = ("max_connections=200",)
# What has been committed survives a kill of the server all the same, but not a power cut.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
NO_RABBITMQ = """\
There is no RabbitMQ to be had. Any one of these helps:
  - start Docker
  - Debian or Ubuntu: sudo apt-get install rabbitmq-server && sudo systemctl disable --now rabbitmq-server
  - Fedora: sudo dnf install rabbitmq-server
  - macOS: brew install rabbitmq
  - name one that may be filled with test data: export AFTERCARE_TEST_AMQP_URL=amqp://user:password@host/"""
NO_POSTGRES = """\
There is no PostgreSQL to be had. Any one of these helps:
  - start Docker
  - install the distribution's: sudo apt-get install postgresql, sudo dnf install postgresql-server, ...
  - name one that may be filled with test data, as its superuser:
    export AFTERCARE_TEST_POSTGRES_URL=postgresql://postgres:password@host/postgres"""


def asked_for() -> Kind | None:
    """Return the one way that AFTERCARE_SERVERS leaves, if it says so."""
    word = os.environ.get("AFTERCARE_SERVERS")
    if not word:
        return None
    if word not in {Kind.DOCKER, Kind.LOCAL}:
        raise ServersError(f"AFTERCARE_SERVERS is docker or local, not {word}")
    return Kind(word)


async def choose_rabbitmq(supervision: Supervision, way: Kind | None) -> Server:
    """Return a broker by the first way that leads to one."""
    if way in {None, Kind.GIVEN}:
        management = "AFTERCARE_RABBITMQ_MANAGEMENT_URL"
        if given := await given_server("AFTERCARE_TEST_AMQP_URL", management=management, check=speaks_amqp):
            return given
    if way in {None, Kind.DOCKER}:
        try:
            return await docker_rabbitmq(supervision)
        except ServersError as error:
            _pass_over(error, way)
    script = rabbitmq_script()
    if not script and may_install():
        await install_rabbitmq()
        script = rabbitmq_script()
    if not script:
        raise ServersError(NO_RABBITMQ)
    return await local_rabbitmq(supervision, script)


async def choose_postgres(supervision: Supervision, way: Kind | None, *, durable: bool) -> Server:
    """Return a PostgreSQL by the first way that leads to one."""
    options = POSTGRES_OPTIONS if durable else (*POSTGRES_OPTIONS, *HASTY)
    if way in {None, Kind.GIVEN} and (
        given := await given_server("AFTERCARE_TEST_POSTGRES_URL", management=None, check=speaks_sql)
    ):
        return given
    if way in {None, Kind.DOCKER}:
        try:
            return await docker_postgres(supervision, options)
        except ServersError as error:
            _pass_over(error, way)
    try:
        return await local_postgres(supervision, options)
    except ServersError as error:
        raise ServersError(f"{NO_POSTGRES}\n{error}") from error


def _pass_over(error: ServersError, way: Kind | None) -> None:
    """Say why Docker is not used, or stop there if nothing else may be."""
    if way is Kind.DOCKER:
        raise error
    print(f"not in Docker: {error}", file=sys.stderr, flush=True)
