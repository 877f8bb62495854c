"""A row of a file, held to the same rules as a call of the API."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from aftercare_console.api.bodies import ProcedureBody
from aftercare_console.api.problems import Problem
from aftercare_console.domain.importing import (
    COLUMNS,
    Column,
    DateOrder,
    Fault,
    Row,
    Unclear,
    day_in,
    moment_in,
)
from aftercare_console.domain.importing.columns import CONSENT
from aftercare_console.gateways.numbers import NotTextable, e164

_FIELDS: Mapping[str, Column] = {
    "reference": Column.PROCEDURE,
    "performed_on": Column.PERFORMED_ON,
    "session": Column.SESSION,
    "patient.reference": Column.PATIENT,
    "patient.given_name": Column.GIVEN_NAME,
    "patient.family_name": Column.FAMILY_NAME,
    "patient.number": Column.NUMBER,
    "patient.timezone": Column.TIMEZONE,
    "patient.language": Column.LANGUAGE,
    "patient.consent.wording": Column.CONSENT_WORDING,
    "patient.consent.source": Column.CONSENT_SOURCE,
    "patient.consent.given_at": Column.CONSENT_GIVEN_AT,
}


class BadRow(Exception):
    """A row cannot be entered; says what is wrong with which cells."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("a row cannot be entered")
        self.faults = faults


def body_of(row: Row, *, order: DateOrder, timezone: str, country: str) -> ProcedureBody:
    """What a row enters; raises BadRow with everything that is wrong with it."""
    if row.fault is not None:
        raise BadRow(Fault(None, row.fault))
    faults = [*_gaps(row)]
    performed_on = _read(faults, row, Column.PERFORMED_ON, lambda cell: day_in(cell, order))
    given_at = _read(faults, row, Column.CONSENT_GIVEN_AT, lambda cell: moment_in(cell, order, timezone))
    number = _read(faults, row, Column.NUMBER, lambda cell: e164(cell, country=country))
    try:
        body = ProcedureBody.model_validate(_nested(row, performed_on, given_at, number))
    except ValidationError as error:
        said = {fault.column for fault in faults}
        faults += [fault for fault in map(_fault, error.errors()) if fault.column not in said]
        raise BadRow(*sorted(faults, key=_place)) from None
    if faults:
        raise BadRow(*sorted(faults, key=_place))
    return body


def faults_of(problem: Problem) -> tuple[Fault, ...]:
    """The same problem, in the words of the file's columns."""
    if not problem.errors:
        return (Fault(None, problem.detail),)
    return tuple(Fault(_FIELDS.get(one.field), one.detail) for one in problem.errors)


def _gaps(row: Row) -> list[Fault]:
    empty = [one for one, meaning in COLUMNS.items() if meaning.filled and not row.cell(one)]
    half = [one for one in CONSENT if not row.cell(one)]
    some = half if len(half) < len(CONSENT) else []
    return [Fault(one, f"This cell is empty. {COLUMNS[one].rule}") for one in (*empty, *some)]


def _read(faults: list[Fault], row: Row, column: Column, reading: Callable[[str], Any]) -> Any:
    """What a cell holds; where it cannot be read, the fault is noted."""
    if not row.cell(column):
        return None
    try:
        return reading(row.cell(column))
    except (Unclear, NotTextable) as why:
        faults.append(Fault(column, str(why)))
        return None


def _nested(row: Row, performed_on: Any, given_at: Any, number: Any) -> dict[str, Any]:
    consent = {"wording": row.cell(CONSENT[0]), "source": row.cell(CONSENT[1]), "given_at": given_at}
    return {
        "reference": row.cell(Column.PROCEDURE),
        "performed_on": performed_on,
        "session": row.cell(Column.SESSION) or None,
        "patient": {
            "reference": row.cell(Column.PATIENT),
            "given_name": row.cell(Column.GIVEN_NAME),
            "family_name": row.cell(Column.FAMILY_NAME),
            "number": number,
            "timezone": row.cell(Column.TIMEZONE) or None,
            "language": row.cell(Column.LANGUAGE).lower() or None,
            "consent": consent if any(map(row.cell, CONSENT)) else None,
        },
    }


def _fault(error: Mapping[str, Any]) -> Fault:
    column = _FIELDS.get(".".join(str(part) for part in error["loc"]))
    if error["type"] == "value_error" or column is None:
        return Fault(column, str(error["msg"]).removeprefix("Value error, ") + ".")
    return Fault(column, f"This is not what belongs here. {COLUMNS[column].rule}")


def _place(fault: Fault) -> int:
    return -1 if fault.column is None else list(Column).index(fault.column)
