import pytest

from aftercare_demo.servers import Kind, Servers, ServersError, servers


async def test_addresses_in_the_environment_come_first_and_are_not_ours_to_break(
    private: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AFTERCARE_SERVERS", raising=False)
    monkeypatch.delenv("AFTERCARE_RABBITMQ_MANAGEMENT_URL", raising=False)
    monkeypatch.setenv("AFTERCARE_TEST_AMQP_URL", private.amqp_url)
    monkeypatch.setenv("AFTERCARE_TEST_POSTGRES_URL", private.postgres_url)
    async with servers() as given:
        assert given.broker.kind == given.postgres.kind == Kind.GIVEN
        assert given.amqp_url == private.amqp_url
        with pytest.raises(ServersError, match="not ours"):
            await given.broker.kill()
        with pytest.raises(ServersError, match="AFTERCARE_RABBITMQ_MANAGEMENT_URL"):
            await given.import_definitions({})


async def test_an_address_where_nothing_answers_is_an_error_and_not_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AFTERCARE_SERVERS", raising=False)
    monkeypatch.setenv("AFTERCARE_TEST_AMQP_URL", "amqp://127.0.0.1:1/")
    monkeypatch.setenv("AFTERCARE_TEST_POSTGRES_URL", "postgresql://127.0.0.1:1/")
    with pytest.raises(ServersError, match="does not answer"):
        async with servers():
            pass


async def test_a_way_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_SERVERS", "cloud")
    with pytest.raises(ServersError, match="docker or local, not cloud"):
        async with servers():
            pass
