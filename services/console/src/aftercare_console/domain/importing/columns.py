"""The columns of an import: what each holds, and by which other headings it is known."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Column(StrEnum):
    """A column, by its own name."""

    PROCEDURE = "procedure"
    PERFORMED_ON = "performed_on"
    SESSION = "session"
    PATIENT = "patient"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    NUMBER = "number"
    TIMEZONE = "timezone"
    LANGUAGE = "language"
    CONSENT_WORDING = "consent_wording"
    CONSENT_SOURCE = "consent_source"
    CONSENT_GIVEN_AT = "consent_given_at"


CONSENT = (Column.CONSENT_WORDING, Column.CONSENT_SOURCE, Column.CONSENT_GIVEN_AT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a column holds, in a sentence that also says how to mend a wrong cell.

    `needed`: the file must have the column; `filled`: every row must fill it.
    """

    rule: str
    aliases: tuple[str, ...]
    needed: bool = True
    filled: bool = True


_REFERENCE = "letters, digits, dots, hyphens and underscores, at most 64, beginning with a letter or digit"
COLUMNS: dict[Column, Meaning] = {
    Column.PROCEDURE: Meaning(
        rule=f"Your own id of the procedure: {_REFERENCE}.",
        aliases=("procedure_reference", "procedure_id", "reference", "visit", "visit_id", "appointment",
                 "appointment_id", "booking", "cita"),
    ),
    Column.PERFORMED_ON: Meaning(
        rule="The day of the procedure where the patient is, best as 2026-03-31; not in the future.",
        aliases=("date", "day", "procedure_date", "treatment_date", "visit_date", "fecha"),
    ),
    Column.SESSION: Meaning(
        rule="1 for the first session of a patient, 2 for the next, up to 99; empty: the next one.",
        aliases=("session_number", "session_no", "sesion"),
        needed=False,
        filled=False,
    ),
    Column.PATIENT: Meaning(
        rule=f"Your own id of the patient: {_REFERENCE}.",
        aliases=("patient_reference", "patient_id", "client", "client_id", "customer_id", "paciente"),
    ),
    Column.GIVEN_NAME: Meaning(
        rule="At most 80 characters on one line.",
        aliases=("first_name", "forename", "given", "nombre"),
    ),
    Column.FAMILY_NAME: Meaning(
        rule="At most 80 characters on one line.",
        aliases=("last_name", "surname", "family", "apellido", "apellidos"),
    ),
    Column.NUMBER: Meaning(
        rule="A mobile number with its country, as +1 202 555 0123, or as written in the clinic's country.",
        aliases=("phone", "phone_number", "mobile", "mobile_number", "mobile_phone", "cell", "cell_phone",
                 "telephone", "telefono", "movil"),
    ),
    Column.TIMEZONE: Meaning(
        rule="IANA name, as Europe/Madrid; empty: the clinic's.",
        aliases=("time_zone", "zone", "zona_horaria"),
        needed=False,
        filled=False,
    ),
    Column.LANGUAGE: Meaning(
        rule="Two letters, as en or es; empty: the clinic's.",
        aliases=("lang", "idioma"),
        needed=False,
        filled=False,
    ),
    Column.CONSENT_WORDING: Meaning(
        rule="Version of the wording that was shown, at most 200 characters; "
        "all three consent cells empty: none was given, and no check-in is sent.",
        aliases=("consent_version", "consent_text"),
        filled=False,
    ),
    Column.CONSENT_SOURCE: Meaning(
        rule="Where consent was given, as intake-form, at most 80 characters.",
        aliases=("consent_from", "consent_form"),
        filled=False,
    ),
    Column.CONSENT_GIVEN_AT: Meaning(
        rule="When consent was given: a day, or a day and time, best as 2026-03-31T10:15; the clinic's zone "
        "where none is written.",
        aliases=("consent_at", "consent_date", "consent_given_on"),
        filled=False,
    ),
}  # fmt: skip


def column_of(heading: str) -> Column | None:
    """The column of a heading, whatever its case, spaces, accents and punctuation; none if not ours."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return _BY_HEADING.get("_".join(re.findall(r"[a-z0-9]+", plain)))


_BY_HEADING = {
    heading: column for column, meaning in COLUMNS.items() for heading in (column.value, *meaning.aliases)
}
