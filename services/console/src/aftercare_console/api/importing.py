"""Entering the rows of a file one by one, or finding out what that would do."""

from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy import RowMapping

from aftercare_chassis import UnitOfWork, Works
from aftercare_chassis.failures import heals
from aftercare_console.api.bodies import ProcedureBody
from aftercare_console.api.entering import contact_of, enter
from aftercare_console.api.problems import Problem
from aftercare_console.api.rows import BadRow, body_of, faults_of
from aftercare_console.domain.importing import Column, DateOrder, Fault, Outcome, Report, Result, Row, Sheet
from aftercare_console.domain.registering import Contact

_OURS = "This is our mistake. Import the file again; if the row stays refused, tell the operator."
_log = structlog.get_logger()


class _Rehearsed(Exception):
    """A unit of work has told what it would do, and is to leave nothing behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """How a clinic's file is to be read and what with; `dry_run` writes nothing."""

    clinic: RowMapping
    country: str
    order: DateOrder = DateOrder.UNSAID
    dry_run: bool = True

    async def report(self, works: Works, sheet: Sheet) -> Report:
        """Do all of a sheet."""
        results = [one async for one in self.results(works, sheet)]
        return Report.of(sheet, results, dry_run=self.dry_run)

    async def results(self, works: Works, sheet: Sheet) -> AsyncIterator[Result]:
        """Each row as it is done, patient by patient; raises when a server goes away.

        Each row is one unit of work, so what is done stays done, and the same file again does the rest.
        A dry run takes the rows of one patient in one unit, as each may follow from the one before, and
        takes it back.
        """
        entries = _Entries(how=self, first={})
        for row in sheet.rows:
            entries.first.setdefault(row.cell(Column.PROCEDURE), row.line)
        for rows in _by_patient(sheet.rows):
            if self.dry_run:
                for result in await entries.rehearse(works, rows):
                    yield result
            else:
                for row in rows:
                    yield await entries.do(works, row)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entries:
    """What the file has said so far; `first` is the line on which each procedure stands first."""

    how: Import
    first: dict[str, int]
    contacts: dict[str, tuple[int, Contact]] = field(default_factory=dict)

    async def do(self, works: Works, row: Row) -> Result:
        try:
            async with works.begin() as work:
                return await self._enter(work, row)
        except Exception as error:  # noqa: BLE001 - a row's failure never blocks the others
            return _refused(row, error)

    async def rehearse(self, works: Works, rows: Iterable[Row]) -> list[Result]:
        results: list[Result] = []
        with suppress(_Rehearsed):
            async with works.begin() as work:
                results.extend([await self._try(work, row) for row in rows])
                _take_back()
        return results

    async def _try(self, work: UnitOfWork, row: Row) -> Result:
        try:
            async with work.connection.begin_nested():
                return await self._enter(work, row)
        except Exception as error:  # noqa: BLE001 - as above
            return _refused(row, error)

    async def _enter(self, work: UnitOfWork, row: Row) -> Result:
        how = self.how
        body = body_of(row, order=how.order, timezone=how.clinic["timezone"], country=how.country)
        self._agrees(row, body)
        done = await enter(work, how.clinic, body, how.country)
        return Result(row.line, Outcome(done.value))

    def _agrees(self, row: Row, body: ProcedureBody) -> None:
        first = self.first[body.reference]
        if first != row.line:
            told = f"This procedure stands on line {first} already. Keep one of the two."
            raise BadRow(Fault(Column.PROCEDURE, told))
        contact = contact_of(body.patient, self.how.clinic, self.how.country)
        line, said = self.contacts.setdefault(body.patient.reference, (row.line, contact))
        if said != contact:
            told = (
                f"Line {line} says something else of this patient's contact or consent. Make them the same."
            )
            raise BadRow(Fault(Column.PATIENT, told))


def _take_back() -> None:
    raise _Rehearsed


def _by_patient(rows: Iterable[Row]) -> Iterable[list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.cell(Column.PATIENT), []).append(row)
    return groups.values()


def _refused(row: Row, error: Exception) -> Result:
    match error:
        case BadRow():
            return Result(row.line, Outcome.REFUSED, error.faults)
        case Problem():
            return Result(row.line, Outcome.REFUSED, faults_of(error))
        case _ if heals(error):
            raise error
        case _:
            _log.error("row-failed", line=row.line, error=type(error).__name__)
            return Result(row.line, Outcome.REFUSED, (Fault(None, _OURS),))
