import pytest

from aftercare_console.settings import ConsoleSettings


def test_a_console_behind_https_refuses_the_token_that_everybody_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", "postgresql+asyncpg://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("AFTERCARE_AMQP_URL", "amqp://nobody@127.0.0.1:1/")
    monkeypatch.setenv("AFTERCARE_API_TOKEN", "trial-token-for-this-machine")
    monkeypatch.setenv("AFTERCARE_LINK_SECRET", "a-link-secret-of-this-clinic")
    monkeypatch.setenv("AFTERCARE_PHOTO_KEY", "a-photo-key-of-this-clinic")
    monkeypatch.setenv("AFTERCARE_PHOTOS_URL", "https://texts.clinic.example")
    monkeypatch.setenv("AFTERCARE_COOKIE_SECURE", "true")
    with pytest.raises(SystemExit, match="AFTERCARE_API_TOKEN"):
        ConsoleSettings.load()
    monkeypatch.setenv("AFTERCARE_COOKIE_SECURE", "false")
    assert not ConsoleSettings.load().cookie_secure


def test_a_console_behind_https_refuses_the_link_secret_that_everybody_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", "postgresql+asyncpg://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("AFTERCARE_AMQP_URL", "amqp://nobody@127.0.0.1:1/")
    monkeypatch.setenv("AFTERCARE_API_TOKEN", "a-token-of-this-clinic")
    monkeypatch.setenv("AFTERCARE_LINK_SECRET", "trial-link-secret-for-this-machine")
    monkeypatch.setenv("AFTERCARE_PHOTO_KEY", "a-photo-key-of-this-clinic")
    monkeypatch.setenv("AFTERCARE_PHOTOS_URL", "https://texts.clinic.example")
    monkeypatch.setenv("AFTERCARE_COOKIE_SECURE", "true")
    with pytest.raises(SystemExit, match="AFTERCARE_LINK_SECRET"):
        ConsoleSettings.load()
    monkeypatch.setenv("AFTERCARE_LINK_SECRET", "a-link-secret-of-this-clinic")
    monkeypatch.setenv("AFTERCARE_LINK_SECRET_PREVIOUS", "the-one-of-last-year-here")
    assert ConsoleSettings.load().link_secrets == (
        "a-link-secret-of-this-clinic",
        "the-one-of-last-year-here",
    )


def test_a_console_behind_https_refuses_the_photo_key_that_everybody_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", "postgresql+asyncpg://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("AFTERCARE_AMQP_URL", "amqp://nobody@127.0.0.1:1/")
    monkeypatch.setenv("AFTERCARE_API_TOKEN", "a-token-of-this-clinic")
    monkeypatch.setenv("AFTERCARE_LINK_SECRET", "a-link-secret-of-this-clinic")
    monkeypatch.setenv("AFTERCARE_PHOTO_KEY", "trial-photo-key-for-this-machine")
    monkeypatch.setenv("AFTERCARE_PHOTOS_URL", "https://texts.clinic.example; script-src *")
    monkeypatch.setenv("AFTERCARE_COOKIE_SECURE", "true")
    with pytest.raises(SystemExit, match="AFTERCARE_PHOTOS_URL"):
        ConsoleSettings.load()
    monkeypatch.setenv("AFTERCARE_PHOTOS_URL", "https://texts.clinic.example")
    with pytest.raises(SystemExit, match="AFTERCARE_PHOTO_KEY"):
        ConsoleSettings.load()
