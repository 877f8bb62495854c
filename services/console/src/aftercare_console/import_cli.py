"""Imports a clinic's file on the command line, beside the running console."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from aftercare_chassis import Works, open_works
from aftercare_chassis.failures import heals
from aftercare_console.api.desk import clinic_of, country_of
from aftercare_console.api.importing import Import
from aftercare_console.api.imports import answered
from aftercare_console.api.problems import Problem
from aftercare_console.domain.importing import BadFile, DateOrder, Outcome, Report, Result, Sheet, read_sheet
from aftercare_console.settings import ConsoleSettings


class Exit(IntEnum):
    """What the command ends with."""

    DONE = 0
    SOME_REFUSED = 1
    UNUSABLE = 2
    BROKEN_OFF = 3


def main(argv: Sequence[str]) -> int:
    """Import patients and procedures from a CSV file; docs/enrolment.md says which columns it has.

    Ends with 0 when all rows are good, 1 when some were refused, 2 when the file or the call cannot be used,
    3 when a server went away in the middle: run the same again, what is done changes nothing.
    """
    parser = argparse.ArgumentParser(
        prog="import", description=main.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, help="the CSV file; - reads it from standard input")
    doing = parser.add_mutually_exclusive_group(required=True)
    doing.add_argument("--dry-run", action="store_true", help="say what it would do, and write nothing")
    doing.add_argument("--commit", action="store_true", help="write every row that is good")
    parser.add_argument("--clinic", help="the clinic's id (default: the console's own)")
    parser.add_argument("--dates", type=DateOrder, choices=[*DateOrder], default=DateOrder.UNSAID,
                        help="how 03/04/2026 is meant (default: such a date is refused)")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="the report as JSON on standard output")
    options = parser.parse_args(argv)
    try:
        raw = sys.stdin.buffer.read() if str(options.file) == "-" else options.file.read_bytes()
    except OSError as error:
        return _unusable(f"{options.file}: {error.strerror}.")
    sheet = read_sheet(raw)
    if isinstance(sheet, BadFile):
        return _unusable(f"{options.file}: {sheet.detail}")
    return asyncio.run(_run(ConsoleSettings.load(), sheet, options))


async def _run(settings: ConsoleSettings, sheet: Sheet, options: argparse.Namespace) -> Exit:
    works = open_works(settings)
    results: list[Result] = []
    broken: Exception | None = None
    try:
        async with works.begin() as work:
            clinic = await clinic_of(work, options.clinic or settings.clinic_id)
        how = Import(
            clinic=clinic,
            country=country_of(clinic, settings),
            order=options.dates,
            dry_run=not options.commit,
        )
        await _do(how, works, sheet, results=results, quiet=options.json)
    except Problem as problem:
        return _unusable(problem.detail)
    except Exception as error:
        if not heals(error):
            raise
        broken = error
    finally:
        await works.engine.dispose()
    report = Report.of(sheet, results, dry_run=not options.commit)
    sys.stdout.write(answered(report).model_dump_json(indent=2) + "\n" if options.json else told(report))
    if broken is not None:
        left = len(sheet.rows) - len(results)
        sys.stderr.write(
            f"Broken off with {left} rows to go ({type(broken).__name__}). Run the same again: "
            "what is done changes nothing.\n"
        )
        return Exit.BROKEN_OFF
    return Exit.SOME_REFUSED if report.refused else Exit.DONE


async def _do(how: Import, works: Works, sheet: Sheet, *, results: list[Result], quiet: bool) -> None:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        bar = progress.add_task("Trying" if how.dry_run else "Importing", total=len(sheet.rows))
        async for result in how.results(works, sheet):
            results.append(result)
            progress.advance(bar)


def told(report: Report) -> str:
    """A report in plain words."""
    counts = ", ".join(f"{report.counts[outcome]} {word}" for outcome, word in _WORDS.items())
    lines = [f"Read as {report.encoding}: {counts}."]
    if report.ignored:
        lines.append(f"Not used: {', '.join(report.ignored)}.")
    for row in report.refused:
        lines += [f"line {row.line}: {one.column or 'the row'}: {one.detail}" for one in row.faults]
    if report.dry_run:
        lines.append("Nothing was written. With --commit the good rows are.")
    return "\n".join(lines) + "\n"


_WORDS = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "changed",
    Outcome.SAME: "as they were",
    Outcome.REFUSED: "refused",
}


def _unusable(why: str) -> Exit:
    sys.stderr.write(why + "\n")
    return Exit.UNUSABLE
