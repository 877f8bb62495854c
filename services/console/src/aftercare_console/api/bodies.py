"""What the API takes."""

from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationInfo,
)

from aftercare_chassis.holidays import knows_region
from aftercare_console.domain.texting import LONGEST
from aftercare_console.gateways.numbers import knows_country
from aftercare_contracts import (
    Consent,
    Country,
    Decision,
    Hours,
    Language,
    Policies,
    Policy,
    Region,
    UtcDatetime,
)

_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"


def _iana(timezone: str) -> str:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("This is no IANA time zone. Write it as Europe/Madrid") from None
    return timezone


def _known_hours(given: Any) -> Any:
    if isinstance(given, dict) and given.keys() - Hours.model_fields.keys():
        raise ValueError(f"Only these are known: {', '.join(Hours.model_fields)}")
    return given


def _known_policies(given: Any) -> Any:
    if not isinstance(given, dict):
        return given
    if given.keys() - Policies.model_fields.keys():
        raise ValueError(f"Only these levels are known: {', '.join(Policies.model_fields)}")
    for level, policy in given.items():
        if isinstance(policy, dict) and policy.keys() - Policy.model_fields.keys():
            raise ValueError(f"In {level}, only these are known: {', '.join(Policy.model_fields)}")
    return given


def _open_at_all(hours: Hours) -> Hours:
    if max(hours.opens_at, hours.sunday_opens_at) >= hours.closes_at:
        raise ValueError("The window must open before it closes, on Sundays too")
    return hours


def _numbered(country: str) -> str:
    if not knows_country(country):
        raise ValueError("No phone numbers are given out for this country. Write it as US or ES")
    return country


def _in_its_country(region: str, info: ValidationInfo) -> str:
    country = info.data.get("country")
    if country is None:
        raise ValueError("Say in which country this is")
    if not knows_region(country, region):
        raise ValueError(f"{country} has no such part. Write it as in ISO 3166-2, as RI or CA")
    return region


Reference = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="The clinic's own id")
]
Zone = Annotated[str, Field(max_length=64, description="IANA name, as Europe/Madrid"), AfterValidator(_iana)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_PRINTABLE)]
Name = Annotated[Line, Field(min_length=1, max_length=80)]
Number = Annotated[
    SecretStr, Field(max_length=40, description="E.164, or as it is written in the clinic's country")
]
OpenHours = Annotated[Hours, BeforeValidator(_known_hours), AfterValidator(_open_at_all)]
PoliciesBody = Annotated[Policies, BeforeValidator(_known_policies)]
_STRICT = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ClinicBody(BaseModel):
    """A clinic's public settings."""

    model_config = _STRICT

    name: Annotated[Line, Field(min_length=1, max_length=20, description="As it stands in every text")]
    timezone: Zone
    language: Language
    emergency_number: str = Field(pattern=r"^\d{2,6}$", description="As 911 or 112")
    hours: OpenHours = Field(default_factory=Hours)
    country: Annotated[Country, AfterValidator(_numbered)] | None = Field(
        default=None, description="ISO 3166, as US: its public holidays, and numbers written without one"
    )
    region: Annotated[Region, AfterValidator(_in_its_country)] | None = Field(
        default=None, description="ISO 3166-2 within the country, as RI: its holidays and texting hours"
    )


class StaffBody(BaseModel):
    """The contact of a member of staff."""

    model_config = _STRICT

    name: Name
    number: Number


class ConsentBody(BaseModel):
    """What the patient agreed to, and when."""

    model_config = _STRICT

    wording: Annotated[Line, Field(max_length=200, description="Version of the wording that was shown")]
    source: Annotated[Line, Field(max_length=80, description="Where it was given, as intake-form")]
    given_at: UtcDatetime
    recorded_by: Annotated[Line, Field(max_length=80)] | None = Field(
        default=None, description="Who wrote it down"
    )

    def consent(self) -> Consent:
        """The same, as events carry it."""
        return Consent(**self.model_dump())


class PatientBody(BaseModel):
    """The patient's contact; what is sent replaces what was known, the consent too."""

    model_config = _STRICT

    reference: Reference
    given_name: Name
    family_name: Name
    number: Number
    timezone: Zone | None = Field(default=None, description="The clinic's when left out")
    language: Language | None = Field(default=None, description="The clinic's when left out")
    consent: ConsentBody | None = Field(description="null: there is none, and no check-in is sent")


class ProcedureBody(BaseModel):
    """A completed session and the patient it was done on."""

    model_config = _STRICT

    reference: Reference
    performed_on: date = Field(description="The day where the patient is")
    session: int | None = Field(default=None, ge=1, le=99, description="The next one when left out")
    patient: PatientBody


class DecisionBody(BaseModel):
    """What a member of staff does with a case."""

    model_config = _STRICT

    staff: Reference
    decision: Decision
    outcome: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = Field(
        default="", description="How it ended; needed to close", pattern=r"^[^\x00]*$"
    )
    seen_at: UtcDatetime | None = Field(
        default=None, description="`seen_at` of the case as it was read; with news since then it stays open"
    )


class TextBody(BaseModel):
    """What a member of staff texts a patient."""

    model_config = _STRICT

    staff: Reference
    text: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*$"),
        Field(description="Sent as it is, at once and at any hour"),
    ]


class RetractionBody(BaseModel):
    """Who found that a reply does not belong to a patient, and why."""

    model_config = _STRICT

    patient: Reference
    staff: Reference
    reason: Annotated[Line, Field(min_length=1, max_length=200)]
