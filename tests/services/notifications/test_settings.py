"""What the operator is told when something is missing or wrong."""

import pytest
from services.notifications.stage import ACCOUNT, OURS, settings_with

from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.settings.senders import Account

SERVICE = "MG" + "0f" * 16
REQUIRED = {
    "AFTERCARE_DATABASE_URL": "postgresql+asyncpg://nobody@127.0.0.1:1/none",
    "AFTERCARE_AMQP_URL": "amqp://nobody@127.0.0.1:1/",
    "AFTERCARE_TWILIO_ACCOUNT_SID": ACCOUNT,
    "AFTERCARE_TWILIO_AUTH_TOKEN": "secret",
    "AFTERCARE_TWILIO_SENDER": OURS,
    "AFTERCARE_PUBLIC_URL": "https://clinic.example/texts/",
    "AFTERCARE_PHOTO_KEY": "a key for passes to photos",
}


def load(monkeypatch: pytest.MonkeyPatch, **changes: str) -> NotificationsSettings:
    for name, value in (REQUIRED | changes).items():
        monkeypatch.setenv(name, value)
    return NotificationsSettings.load()


def test_the_environment_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, AFTERCARE_TWILIO_BASE_URL="", AFTERCARE_TWILIO_AUTH_TOKEN_PREVIOUS="")
    assert settings.twilio_base_url is None
    assert settings.accounts[Account.MAIN].tokens == ("secret",)
    assert settings.public_url == "https://clinic.example/texts"
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AFTERCARE_TWILIO_ACCOUNT_SID", "AC1"),
        ("AFTERCARE_TWILIO_SENDER", "4155550101"),
        ("AFTERCARE_TWILIO_MESSAGING_SERVICE_SID", "MG1"),
        ("AFTERCARE_PUBLIC_URL", "http://clinic.example"),
        ("AFTERCARE_PUBLIC_URL", "https://clinic.example/?a=1"),
        ("AFTERCARE_CARRIER_TIMEOUT", "0"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(SystemExit, match=name):
        load(monkeypatch, **{name: value})


def test_without_anything_to_send_from_both_ways_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match=r"MESSAGING_SERVICE_SID.*AFTERCARE_TWILIO_SENDER"):
        load(monkeypatch, AFTERCARE_TWILIO_SENDER="")


@pytest.mark.parametrize(
    ("changes", "number", "service_sid", "clinic_id"),
    [
        ({}, OURS, None, "main"),
        ({}, OURS, SERVICE, "main"),
        ({}, "+14155550101", None, None),
        ({"twilio_sender": None, "twilio_messaging_service_sid": SERVICE}, OURS, SERVICE, "main"),
        ({"twilio_sender": None, "twilio_messaging_service_sid": SERVICE}, OURS, None, None),
        ({"clinic_id": "harbor"}, OURS, None, "harbor"),
    ],
)
def test_which_clinic_a_text_is_for(
    changes: dict[str, object], number: str, service_sid: str | None, clinic_id: str | None
) -> None:
    assert settings_with(**changes).clinic_of(number=number, service_sid=service_sid) == clinic_id


SPARE = '{"address": "+15005550009", "account": "backup", "failover": true}'


@pytest.mark.parametrize(
    ("senders", "more", "problem"),
    [
        ("not json", {}, "AFTERCARE_TWILIO_SENDERS"),
        ('[{"address": "415"}]', {}, "AFTERCARE_TWILIO_SENDERS"),
        ('[{"address": "+15005550006"}]', {}, "each sender may be named once"),
        (f"[{SPARE}]", {}, "AFTERCARE_TWILIO_BACKUP_ACCOUNT_SID"),
        ("[]", {"AFTERCARE_TWILIO_BACKUP_ACCOUNT_SID": "AC" + "b" * 32}, "its sid and its token"),
        (f"[{SPARE}]", {"AFTERCARE_TWILIO_SENDER": ""}, "AFTERCARE_TWILIO_SENDER"),
    ],
)
def test_senders_that_make_no_sense_are_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, senders: str, more: dict[str, str], problem: str
) -> None:
    with pytest.raises(SystemExit, match=problem):
        load(monkeypatch, AFTERCARE_TWILIO_SENDERS=senders, **more)


def test_a_second_account_and_more_senders_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        monkeypatch,
        AFTERCARE_TWILIO_SENDERS=f'[{SPARE}, {{"address": "72345", "clinic_id": "harbor"}}]',
        AFTERCARE_TWILIO_BACKUP_ACCOUNT_SID="AC" + "b" * 32,
        AFTERCARE_TWILIO_BACKUP_AUTH_TOKEN="another secret",
    )
    assert [one.address for one in settings.senders] == [OURS, "+15005550009", "72345"]
    assert settings.accounts[Account.BACKUP].tokens == ("another secret",)
    assert settings.account_of("AC" + "b" * 32) == settings.accounts[Account.BACKUP]
    assert settings.account_of("AC" + "c" * 32) is None
    assert "another secret" not in repr(settings)


@pytest.mark.parametrize(
    ("changes", "caller"),
    [
        ({}, OURS),
        ({"twilio_caller": "+15005550001"}, "+15005550001"),
        ({"twilio_sender": None, "twilio_messaging_service_sid": SERVICE}, None),
        (
            {
                "twilio_sender": None,
                "twilio_senders": [{"address": "72345"}, {"address": "+15005550002"}],
            },
            "+15005550002",
        ),
    ],
)
def test_staff_are_called_from_a_number_that_can_call(changes: dict[str, object], caller: str | None) -> None:
    callers = [one.address for one in settings_with(**changes).callers]
    assert callers == ([] if caller is None else [caller])


def test_a_clock_for_trials_is_refused_with_twilio_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match=r"AFTERCARE_TWILIO_BASE_URL.*AFTERCARE_CLOCK_FILE"):
        load(monkeypatch, AFTERCARE_TWILIO_BASE_URL="", AFTERCARE_CLOCK_FILE="/clock/clock.json")
    tried = load(
        monkeypatch,
        AFTERCARE_TWILIO_BASE_URL="http://sandbox:8000",
        AFTERCARE_CLOCK_FILE="/clock/clock.json",
    )
    assert tried.twilio_base_url == "http://sandbox:8000"
