import pytest

from aftercare_chassis import ServiceSettings


def test_a_missing_setting_is_named_with_its_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AFTERCARE_DATABASE_URL", raising=False)
    monkeypatch.setenv("AFTERCARE_AMQP_URL", "amqp://u:hush-hush@localhost/")
    with pytest.raises(SystemExit) as stop:
        ServiceSettings.load()
    message = str(stop.value)
    assert "AFTERCARE_DATABASE_URL" in message
    assert "postgresql+asyncpg://" in message
    assert "hush-hush" not in message


def test_a_wrong_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", "postgresql+asyncpg://x")
    monkeypatch.setenv("AFTERCARE_AMQP_URL", "amqp://x")
    monkeypatch.setenv("AFTERCARE_TICK", "soonish")
    with pytest.raises(SystemExit, match="AFTERCARE_TICK"):
        ServiceSettings.load()
