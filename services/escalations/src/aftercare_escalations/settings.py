"""What the operator of escalations decides."""

from datetime import time, timedelta
from typing import Literal
from uuid import UUID

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from aftercare_chassis import ServiceSettings
from aftercare_contracts import ClinicId

_TRIAL = "trial-link-secret-for-this-machine"  # what docker-compose.yml falls back to, known to everybody
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = f"({'|'.join(WEEKDAYS)})"


class EscalationsSettings(ServiceSettings):
    """Settings of every service, where a page sends its reader, and how it is known that pages arrive."""

    console_url: str = Field(
        pattern=r"^https?://[^\s/]+(/[^\s]*)?$",
        max_length=120,
        description="Address of the console as staff open it, as https://care.example.org",
    )
    link_secret: SecretStr = Field(
        min_length=24, description="Signs the links in texts to staff; the console's must be the same"
    )
    deliver_within: float = Field(
        default=60.0, gt=0, description="Seconds after which a page that was not reported delivered moves on"
    )
    heartbeat_url: SecretStr | None = Field(
        default=None, description="Address that is asked for as long as all is well; unset = none"
    )
    heartbeat_method: Literal["GET", "POST"] = Field(default="GET", description="How it is asked for")
    heartbeat_interval: float = Field(default=60.0, gt=0, description="Seconds between two heartbeats")
    clinic_id: ClinicId = Field(default="main", description="The clinic that a test page belongs to")
    drill_at: time | None = Field(
        default=None, description="When a test page goes out, by the clinic's clock, as 10:30; unset = never"
    )
    drill_days: str = Field(
        default="mon", pattern=rf"^{_DAY}(,{_DAY})*$", description="On which days, as mon,thu"
    )
    drill_staff: UUID | None = Field(
        default=None,
        validate_default=True,
        description="Who gets it: the staff_id that PUT /api/v1/staff/… answers",
    )
    drill_fallback: UUID | None = Field(
        default=None, validate_default=True, description="Who is paged when it is not answered: a staff_id"
    )
    drill_wait: timedelta = Field(
        default=timedelta(minutes=10), ge=timedelta(minutes=2), description="Seconds to answer it"
    )

    @field_validator("link_secret")
    @classmethod
    def _has_a_secret_of_its_own(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        public = str(info.data.get("console_url", "")).startswith("https://")
        if public and value.get_secret_value() == _TRIAL:
            raise ValueError("a console behind https needs a secret of its own: set AFTERCARE_LINK_SECRET")
        return value

    @field_validator("drill_staff", "drill_fallback")
    @classmethod
    def _is_somebody(cls, value: UUID | None, info: ValidationInfo) -> UUID | None:
        if value is None and info.data.get("drill_at") is not None:
            raise ValueError("a test page needs somebody")
        return value
