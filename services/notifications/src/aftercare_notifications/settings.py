"""What the operator decides for notifications."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from aftercare_chassis import ServiceSettings
from aftercare_contracts import ClinicId

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
    twilio_sender: str | None = Field(
        default=None, pattern=r"^\+[1-9]\d{6,14}$", description="Our number, E.164"
    )
    twilio_messaging_service_sid: str | None = Field(
        default=None,
        pattern=r"^MG[0-9a-fA-F]{32}$",
        validate_default=True,
        description="The messaging service that texts go through, or else set AFTERCARE_TWILIO_SENDER",
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

    @field_validator("twilio_messaging_service_sid")
    @classmethod
    def _sends_from_somewhere(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("twilio_sender") is None:
            raise ValueError("a messaging service or a sender's number is needed")
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
    def caller(self) -> str | None:
        """The number that staff are called from, if there is one."""
        return self.twilio_caller or self.twilio_sender

    @property
    def tokens(self) -> tuple[str, ...]:
        """The secrets whose signatures count, the present one first."""
        both = (self.twilio_auth_token, self.twilio_auth_token_previous)
        return tuple(token.get_secret_value() for token in both if token is not None)

    @property
    def webhook_keys(self) -> tuple[str, ...]:
        """The secrets whose SHA-256 signatures count, the present one first."""
        both = (self.twilio_webhook_key, self.twilio_webhook_key_previous)
        return tuple(key.get_secret_value() for key in both if key is not None)

    def clinic_of(self, *, number: str, service_sid: str | None) -> str | None:
        """The clinic that a text to this number or through this service is for; none when it is not ours."""
        ours = number == self.twilio_sender or (
            service_sid is not None and service_sid == self.twilio_messaging_service_sid
        )
        return self.clinic_id if ours else None
