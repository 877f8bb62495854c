"""What the operator decides for the console."""

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from aftercare_chassis import ServiceSettings
from aftercare_contracts import ClinicId

# What docker-compose.yml falls back to, known to everybody.
_TRIAL = "trial-token-for-this-machine"
_TRIAL_LINKS = "trial-link-secret-for-this-machine"
_TRIAL_PHOTOS = "trial-photo-key-for-this-machine"


class ConsoleSettings(ServiceSettings):
    """The settings of every service, and who may come in."""

    api_token: SecretStr = Field(
        min_length=16, description="Bearer token of the API, and what staff sign in with"
    )
    link_secret: SecretStr = Field(
        min_length=24, description="Signs the links in texts to staff; the same as escalations'"
    )
    link_secret_previous: SecretStr | None = Field(
        default=None, description="The secret before, whose links still open while it is being replaced"
    )
    photo_key: SecretStr = Field(
        min_length=16, description="Makes passes to the photos that patients send; the same as notifications'"
    )
    photos_url: str = Field(
        pattern=r"^https?://[^\s?#;,']+$",
        description="Where staff's browsers reach notifications, which shows photos to whoever has a pass",
    )
    cookie_secure: bool = Field(default=True, description="Off only where the console is served without TLS")
    clinic_id: ClinicId = Field(default="main", description="The clinic of a request that names none")
    country: str = Field(
        default="US",
        pattern=r"^[A-Z]{2}$",
        description="ISO 3166 country of phone numbers written without one",
    )

    @field_validator("cookie_secure")
    @classmethod
    def _has_secrets_of_its_own(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - a validator
        token = info.data.get("api_token")
        if value and token is not None and token.get_secret_value() == _TRIAL:
            raise ValueError("behind https the console needs a token of its own: set AFTERCARE_API_TOKEN")
        secret = info.data.get("link_secret")
        if value and secret is not None and secret.get_secret_value() == _TRIAL_LINKS:
            raise ValueError("behind https links need a secret of their own: set AFTERCARE_LINK_SECRET")
        key = info.data.get("photo_key")
        if value and key is not None and key.get_secret_value() == _TRIAL_PHOTOS:
            raise ValueError("behind https photos need a key of their own: set AFTERCARE_PHOTO_KEY")
        return value

    @property
    def link_secrets(self) -> tuple[str, ...]:
        """The secrets whose links open, the present one first."""
        both = (self.link_secret, self.link_secret_previous)
        return tuple(secret.get_secret_value() for secret in both if secret is not None)
