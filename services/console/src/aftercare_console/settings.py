"""What the operator decides for the console."""

from pydantic import Field, SecretStr

from aftercare_chassis import ServiceSettings
from aftercare_contracts import ClinicId


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
