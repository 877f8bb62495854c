import time
import uuid

import aio_pika
import asyncpg
import httpx
import pytest
from aiormq.abc import FieldTable

from aftercare_chassis.connecting import connected
from aftercare_demo.servers import Servers, provision

QUORUM: FieldTable = {"x-queue-type": "quorum"}


async def _publish(url: str, queue: str, words: bytes) -> None:
    async with connected(url) as connection, connection.channel() as channel:
        await channel.declare_queue(queue, durable=True, arguments=QUORUM)
        message = aio_pika.Message(words, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, routing_key=queue)


async def _get(url: str, queue: str) -> bytes:
    async with connected(url) as connection, connection.channel() as channel:
        found = await channel.declare_queue(queue, durable=True, arguments=QUORUM)
        return (await found.get(no_ack=True)).body


async def _scalar(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_the_broker_carries_a_message(private: Servers) -> None:
    queue = uuid.uuid4().hex
    await _publish(private.amqp_url, queue, b"hello")
    assert await _get(private.amqp_url, queue) == b"hello"


async def test_postgres_is_durable_and_has_room_for_every_service(private: Servers) -> None:
    assert await _scalar(private.postgres_url, "SHOW fsync") == "on"
    assert await _scalar(private.postgres_url, "SHOW server_encoding") == "UTF8"
    assert int(str(await _scalar(private.postgres_url, "SHOW max_connections"))) >= 200


async def test_postgres_knows_the_letters_of_other_languages(private: Servers) -> None:
    assert await _scalar(private.postgres_url, "SELECT lower('ØYVIND ÉLODIE')") == "øyvind élodie"


async def test_definitions_reach_the_broker(private: Servers) -> None:
    policy = {"vhost": "/", "name": "short", "pattern": "^s", "definition": {"max-length": 3}, "priority": 1}
    await private.import_definitions({"policies": [{**policy, "apply-to": "queues"}]})
    async with httpx.AsyncClient(base_url=private.broker.management_url or "", trust_env=False) as client:
        [found] = (await client.get("/api/policies")).json()
    assert found["name"] == "short"
    assert found["definition"] == {"max-length": 3}


@pytest.mark.parametrize("ending", ["kill", "stop"])
async def test_a_persistent_message_outlives_the_brokers_end(private: Servers, ending: str) -> None:
    queue, declared = uuid.uuid4().hex, time.monotonic()
    await _publish(private.amqp_url, queue, b"it burns")
    # A quorum queue killed within about 0.2 seconds of its declaration comes back without a leader, for good.
    while time.monotonic() < declared + 1:
        await _publish(private.amqp_url, queue, b"it burns more")
    await getattr(private.broker, ending)()
    with pytest.raises(OSError):  # noqa: PT011  # the text is the operating system's
        await _get(private.amqp_url, queue)
    await private.broker.start()
    assert await _get(private.amqp_url, queue) == b"it burns"


@pytest.mark.parametrize("ending", ["kill", "stop"])
async def test_a_committed_row_outlives_the_databases_end(private: Servers, ending: str) -> None:
    table = f"t{uuid.uuid4().hex}"
    await _scalar(private.postgres_url, f"CREATE TABLE {table} AS SELECT 'Mira' AS name")
    await getattr(private.postgres, ending)()
    with pytest.raises(OSError):  # noqa: PT011  # the text is the operating system's
        await _scalar(private.postgres_url, "SELECT 1")
    await private.postgres.start()
    assert await _scalar(private.postgres_url, f"SELECT name FROM {table}") == "Mira"  # noqa: S608


async def test_a_service_owns_its_database_and_may_not_enter_anothers(private: Servers) -> None:
    urls = {
        service: url.replace("+asyncpg", "")
        for service, url in (await provision(private, ["scheduling", "console"])).items()
    }
    assert await _scalar(urls["scheduling"], "SELECT current_database()") == "aftercare_scheduling"
    await _scalar(urls["scheduling"], "CREATE TABLE milestones ()")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _scalar(urls["scheduling"].rpartition("/")[0] + "/aftercare_console", "SELECT 1")


async def test_provisioning_again_keeps_the_data_and_changes_the_password(private: Servers) -> None:
    first = (await provision(private, ["checkins"]))["checkins"].replace("+asyncpg", "")
    await _scalar(first, "CREATE TABLE kept ()")
    second = (await provision(private, ["checkins"]))["checkins"].replace("+asyncpg", "")
    assert await _scalar(second, "SELECT to_regclass('kept') IS NOT NULL")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await _scalar(first, "SELECT 1")


async def test_a_role_cannot_be_named_after_sql(private: Servers) -> None:
    with pytest.raises(ValueError, match="lower-case"):
        await provision(private, ["x; DROP DATABASE postgres"])
