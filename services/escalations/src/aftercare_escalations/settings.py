"""What the operator of escalations decides."""

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from aftercare_chassis import ServiceSettings

_TRIAL = "trial-link-secret-for-this-machine"  # what docker-compose.yml falls back to, known to everybody


class EscalationsSettings(ServiceSettings):
    """Settings of every service, and where a page sends its reader."""

    deliver_within: float = Field(
        default=60.0, gt=0, description="Seconds after which a page that was not reported delivered moves on"
    )
    console_url: str = Field(
        pattern=r"^https?://[^\s/]+(/[^\s]*)?$",
        max_length=120,
        description="Address of the console as staff open it, as https://care.example.org",
    )
    link_secret: SecretStr = Field(
        min_length=24, description="Signs the links in texts to staff; the console's must be the same"
    )

    @field_validator("link_secret")
    @classmethod
    def _has_a_secret_of_its_own(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        public = str(info.data.get("console_url", "")).startswith("https://")
        if public and value.get_secret_value() == _TRIAL:
            raise ValueError("a console behind https needs a secret of its own: set AFTERCARE_LINK_SECRET")
        return value
