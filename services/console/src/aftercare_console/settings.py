"""What the operator decides for the console."""

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from aftercare_chassis import ServiceSettings
from aftercare_contracts import ClinicId

_TRIAL = "trial-token-for-this-machine"  # what docker-compose.yml falls back to, known to everybody


class ConsoleSettings(ServiceSettings):
    """The settings of every service, and who may come in."""

    api_token: SecretStr = Field(
        min_length=16, description="Bearer token of the API, and what staff sign in with"
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
    def _has_a_token_of_its_own(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - a validator
        token = info.data.get("api_token")
        if value and token is not None and token.get_secret_value() == _TRIAL:
            raise ValueError("behind https the console needs a token of its own: set AFTERCARE_API_TOKEN")
        return value
