from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    Base64Bytes,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from aftercare_sandbox.domain.behaviour import Kind  # noqa: TC001 — pydantic reads it
from aftercare_sandbox.domain.call_behaviour import CallKind  # noqa: TC001 — pydantic reads it
from aftercare_sandbox.domain.message import Status
from aftercare_sandbox.domain.outgoing import is_web_address
from aftercare_sandbox.state import Outage, PhoneKind

Number = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
Digits = Annotated[str, StringConstraints(pattern=r"^[0-9*#]{1,20}$")]
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_STRICT = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Picture(BaseModel):
    """A picture that a person sends."""

    model_config = _STRICT

    media_type: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]+$", max_length=60)]
    content: Annotated[Base64Bytes, Field(max_length=16 * 2**20)]


class Inbound(BaseModel):
    """A person texts a number."""

    model_config = _STRICT

    from_: Annotated[str, StringConstraints(pattern=r"^(\+[1-9][0-9]{6,14}|[0-9]{3,8})$")] = Field(
        alias="from"
    )
    to: Number | None = None
    """Without it, the number that texted the phone last."""
    body: Annotated[str, StringConstraints(max_length=10_000)] = ""
    media: int = Field(default=0, ge=0, le=10)
    """How many photos: those that follow, and drawings for the rest."""
    photos: Annotated[tuple[Picture, ...], Field(max_length=10)] = ()


class PhoneSettings(BaseModel):
    """What a phone is called on the page, and whose it is."""

    model_config = _STRICT

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    kind: PhoneKind = PhoneKind.PATIENT


class BehaviourSettings(BaseModel):
    """How a number behaves from now on."""

    model_config = _STRICT

    kind: Kind
    code: int = Field(default=30008, ge=10_000, le=99_999)
    status: Literal[Status.UNDELIVERED, Status.FAILED] = Status.UNDELIVERED
    http_status: int | None = Field(default=None, ge=400, le=599)
    times: int | None = Field(default=None, ge=1)


class CallBehaviourSettings(BaseModel):
    """How a number takes calls from now on."""

    model_config = _STRICT

    kind: CallKind
    digits: Digits = "1"
    code: int = Field(default=21215, ge=10_000, le=99_999)
    times: int | None = Field(default=None, ge=1)


class Answer(BaseModel):
    """Somebody picks up."""

    model_config = _STRICT

    digits: Digits | None = None


class Keys(BaseModel):
    """Somebody presses keys."""

    model_config = _STRICT

    digits: Digits


class Webhook(BaseModel):
    """Where the texts to a number are posted."""

    model_config = _STRICT

    url: Annotated[str, StringConstraints(max_length=2000)]

    @model_validator(mode="after")
    def _is_web_address(self) -> Webhook:
        if not is_web_address(self.url):
            raise ValueError("url must be an http or https address.")
        return self


class Service(BaseModel):
    """The numbers that a messaging service sends from."""

    model_config = _STRICT

    numbers: Annotated[tuple[Number, ...], Field(min_length=1, max_length=100)]


class ConditionChanges(BaseModel):
    """The conditions to change; what is not named stays."""

    model_config = _STRICT

    outage: Outage | None = None
    too_many_requests: int = Field(default=0, ge=0)
    requests_per_second: int | None = Field(default=None, ge=1)
    segments_per_second: float | None = Field(default=None, gt=0)
    lose_responses: int = Field(default=0, ge=0)
    duplicates: int = Field(default=0, ge=0, le=10)
    reorder: bool = False
    min_delay_s: float = Field(default=0, ge=0, le=600)
    max_delay_s: float = Field(default=0, ge=0, le=600)
    media_failures: int = Field(default=0, ge=0)
    inbound_attempts: int = Field(default=4, ge=0, le=100)
    advanced_opt_out: bool = False
    canned_replies: bool = True


class ClockChanges(BaseModel):
    """Another speed, another moment, or both."""

    model_config = _STRICT

    speed: float | None = Field(default=None, ge=0, le=1_000_000)
    jump_to: AwareDatetime | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ClockChanges:
        if self.speed is None and self.jump_to is None:
            raise ValueError("Give speed, jump_to, or both.")
        if self.jump_to is not None and not _FIRST_YEAR <= self.jump_to.year <= _LAST_YEAR:
            raise ValueError(f"jump_to must be in the years {_FIRST_YEAR} to {_LAST_YEAR}.")
        return self
