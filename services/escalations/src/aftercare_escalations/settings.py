"""What the operator of escalations decides."""

from pydantic import Field

from aftercare_chassis import ServiceSettings


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
