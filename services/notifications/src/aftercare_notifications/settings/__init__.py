"""What the operator decides for notifications."""

import json
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from aftercare_chassis import ServiceSettings
from aftercare_contracts import ClinicId
from aftercare_notifications.settings.accounts import Credentials
from aftercare_notifications.settings.senders import USUAL_RATE, Account, Sender

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NotificationsSettings(ServiceSettings):
    """The settings of every service, and how the carrier is reached and reaches us."""

    # A compose file passes on what is not set as nothing at all.
    model_config = SettingsConfigDict(env_ignore_empty=True)

    twilio_account_sid: str = Field(
        pattern=r"^AC[0-9a-fA-F]{32}$", description="AC and 32 hexadecimal digits"
    )
    twilio_auth_token: SecretStr = Field(min_length=1, description="Secret of that account")
    twilio_auth_token_previous: SecretStr | None = Field(
        default=None, description="The token before, whose signatures still count while it is being replaced"
    )
    twilio_webhook_key: SecretStr | None = Field(
        default=None, description="Secret of the shared key that webhooks are signed with by SHA-256, if any"
    )
    twilio_webhook_key_previous: SecretStr | None = Field(
        default=None, description="The one before, while it is being replaced"
    )
    twilio_base_url: str | None = Field(
        default=None, validate_default=True, description="A carrier to try it with; unset = Twilio itself"
    )
    twilio_backup_account_sid: str | None = Field(
        default=None, pattern=r"^AC[0-9a-fA-F]{32}$", description="A second account, for pages alone"
    )
    twilio_backup_auth_token: SecretStr | None = Field(
        default=None, validate_default=True, description="Secret of the second account"
    )
    twilio_backup_base_url: str | None = Field(
        default=None, description="Where the second account is spoken to; unset = as the first"
    )
    twilio_sender: str | None = Field(
        default=None, pattern=r"^\+[1-9]\d{6,14}$", description="Our number, E.164"
    )
    twilio_messaging_service_sid: str | None = Field(
        default=None,
        pattern=r"^MG[0-9a-fA-F]{32}$",
        description="The messaging service that texts go through, or else set AFTERCARE_TWILIO_SENDER",
    )
    twilio_senders: Annotated[tuple[Sender, ...], NoDecode] = Field(
        default=(),
        validate_default=True,
        description='More senders, as JSON: [{"address": "+1…", "clinic_id": "…", "failover": true, '
        '"account": "backup", "segments_per_second": 3}]',
    )
    segments_per_second: float | None = Field(
        default=None,
        gt=0,
        description="What a sender may send that says no rate of its own; unset = the usual for its kind",
    )
    urgent_share: float = Field(
        default=0.1,
        ge=0,
        lt=1,
        description="Of each sender's rate, what scheduled texts leave to urgent ones",
    )
    twilio_caller: str | None = Field(
        default=None,
        pattern=r"^\+[1-9]\d{6,14}$",
        description="The number that staff are called from, if not the sender's; it must have voice",
    )
    public_url: str = Field(
        description="https://… under which Twilio reaches /twilio/sms and /twilio/status; "
        "signatures are checked against it, so it must be what Twilio's console says"
    )
    carrier_timeout: float = Field(
        default=10.0, gt=0, le=15, description="Seconds for an answer of the carrier"
    )
    urgent_at_once: int = Field(default=10, ge=1, le=100, description="Urgent texts under way at once")
    prompts_at_once: int = Field(default=10, ge=1, le=100, description="Scheduled texts under way at once")
    recovery_interval: float = Field(
        default=60.0, gt=0, description="Seconds between looks for texts whose webhook never reached us"
    )
    photo_key: SecretStr = Field(
        min_length=16,
        description="Secret that the console's passes to photos are made with; the same in both",
    )
    photo_largest: int = Field(default=10 * 2**20, ge=1, description="Bytes; a larger photo is not fetched")
    photos_kept_days: int = Field(default=365, ge=1, description="Days after which a photo is erased")
    clinic_id: ClinicId = Field(default="main", description="The clinic whose number ours is")
    default_country: str = Field(
        default="US", pattern=r"^[A-Z]{2}$", description="ISO 3166 country of numbers written without one"
    )

    @field_validator("twilio_base_url")
    @classmethod
    def _keeps_real_time_with_real_phones(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("clock_file") is not None:
            raise ValueError("texts to real phones need the real time: unset AFTERCARE_CLOCK_FILE as well")
        return value

    @field_validator("twilio_backup_auth_token")
    @classmethod
    def _is_whole(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if (value is None) != (info.data.get("twilio_backup_account_sid") is None):
            raise ValueError("the second account needs its sid and its token, or neither")
        return value

    @field_validator("twilio_senders", mode="before")
    @classmethod
    def _reads_json(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError("a JSON list is needed") from None

    @field_validator("twilio_senders")
    @classmethod
    def _sends_from_somewhere(cls, value: tuple[Sender, ...], info: ValidationInfo) -> tuple[Sender, ...]:
        first = info.data.get("twilio_messaging_service_sid") or info.data.get("twilio_sender")
        addresses = [*([first] if first else []), *(one.address for one in value)]
        if first is None and all(one.failover for one in value):
            raise ValueError("set AFTERCARE_TWILIO_MESSAGING_SERVICE_SID or AFTERCARE_TWILIO_SENDER")
        if len(set(addresses)) < len(addresses):
            raise ValueError("each sender may be named once")
        if any(one.account is Account.BACKUP for one in value) and not info.data.get(
            "twilio_backup_account_sid"
        ):
            raise ValueError("a sender of the second account needs AFTERCARE_TWILIO_BACKUP_ACCOUNT_SID")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_public(cls, value: str, info: ValidationInfo) -> str:
        parts = urlsplit(value)
        plain = info.data.get("twilio_base_url") is not None or parts.hostname in _LOOPBACK
        if parts.scheme not in ({"https", "http"} if plain else {"https"}) or not parts.hostname:
            raise ValueError("an https address is needed")
        if parts.query or parts.fragment:
            raise ValueError("an address without ? and # is needed")
        return value.rstrip("/")

    @property
    def callers(self) -> tuple[Sender, ...]:
        """The numbers that staff are called from, the usual one first, then those for failover."""
        ours = [one for one in self.senders if not one.failover and one.account is Account.MAIN]
        numbers = [number for one in ours for number in one.own_numbers if number.startswith("+")]
        usual = (self.twilio_caller or next(iter(numbers), None),)
        spare = [one for one in self.senders if one.failover and one.address.startswith("+")]
        return (*(Sender(address=one) for one in usual if one is not None), *spare)

    @property
    def senders(self) -> tuple[Sender, ...]:
        """All that texts may come from, the usual one first."""
        number, service = self.twilio_sender, self.twilio_messaging_service_sid
        numbers = () if number is None else (number,)
        if service is not None:
            return (Sender(address=service, numbers=numbers), *self.twilio_senders)
        return (*(Sender(address=one) for one in numbers), *self.twilio_senders)

    @property
    def accounts(self) -> dict[Account, Credentials]:
        """The accounts there are, and how each is signed in to."""
        found = {
            Account.MAIN: Credentials(
                sid=self.twilio_account_sid,
                token=self.twilio_auth_token,
                token_before=self.twilio_auth_token_previous,
                key=self.twilio_webhook_key,
                key_before=self.twilio_webhook_key_previous,
                base_url=self.twilio_base_url,
            )
        }
        if self.twilio_backup_account_sid is not None and self.twilio_backup_auth_token is not None:
            found[Account.BACKUP] = Credentials(
                sid=self.twilio_backup_account_sid,
                token=self.twilio_backup_auth_token,
                base_url=self.twilio_backup_base_url or self.twilio_base_url,
            )
        return found

    def account_of(self, account_sid: str) -> Credentials | None:
        """The account of ours with this sid, none for a stranger's."""
        return next((one for one in self.accounts.values() if one.sid == account_sid), None)

    def rate_of(self, sender: Sender) -> float:
        """Segments a second that the carrier lets a sender send."""
        return sender.segments_per_second or self.segments_per_second or USUAL_RATE[sender.kind]

    def clinic_of(self, *, number: str, service_sid: str | None) -> str | None:
        """The clinic that a text to this number or through this service is for; none when it is not ours."""
        for one in self.senders:
            if number in one.own_numbers or one.address in {number, service_sid}:
                return one.clinic_id or self.clinic_id
        return None
