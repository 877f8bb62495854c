"""Where texts come from: numbers and messaging services, and how many segments each may send."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from aftercare_contracts import ClinicId

_TOLL_FREE = ("+1800", "+1833", "+1844", "+1855", "+1866", "+1877", "+1888")

Number = Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{6,14}$")]


class Account(StrEnum):
    """Whose sender it is: a second account takes pages when the first fails."""

    MAIN = "main"
    BACKUP = "backup"


class SenderKind(StrEnum):
    """What the carrier's rates go by."""

    LONG_CODE = "long code"
    TOLL_FREE = "toll-free"
    SHORT_CODE = "short code"
    SERVICE = "messaging service"


# https://help.twilio.com/articles/115002943027: segments per second. A messaging service sends at the rate of
# its numbers together, and a US long code at that of its campaign: both are the operator's to say.
USUAL_RATE: Mapping[SenderKind, float] = MappingProxyType(
    {
        SenderKind.LONG_CODE: 1.0,
        SenderKind.TOLL_FREE: 3.0,
        SenderKind.SHORT_CODE: 100.0,
        SenderKind.SERVICE: 1.0,
    }
)


class Sender(BaseModel):
    """A number or a messaging service that texts come from."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    address: str = Field(
        pattern=r"^(\+[1-9]\d{6,14}|\d{5,6}|MG[0-9a-fA-F]{32})$",
        description="A number in E.164, a short code, or the sid of a messaging service",
    )
    numbers: tuple[Number, ...] = Field(default=(), description="What a messaging service sends from")
    account: Account = Account.MAIN
    clinic_id: ClinicId | None = Field(default=None, description="The clinic it is for; none = every clinic")
    failover: bool = Field(default=False, description="It takes pages alone, and only when another fails")
    segments_per_second: float | None = Field(
        default=None,
        gt=0,
        le=1000,
        description="What the carrier lets it send; none = the usual for its kind",
    )

    @property
    def kind(self) -> SenderKind:
        """As the address shows it."""
        match self.address[:1]:
            case "M":
                return SenderKind.SERVICE
            case "+" if self.address.startswith(_TOLL_FREE):
                return SenderKind.TOLL_FREE
            case "+":
                return SenderKind.LONG_CODE
            case _:
                return SenderKind.SHORT_CODE

    @property
    def is_service(self) -> bool:
        """Whether it is a messaging service and no number."""
        return self.kind is SenderKind.SERVICE

    @property
    def own_numbers(self) -> tuple[str, ...]:
        """The numbers that people see and answer; none for a service whose numbers were not said."""
        return self.numbers if self.is_service else (self.address,)
