"""Writes everything about one patient on the command line."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from aftercare_chassis import open_works
from aftercare_console.api.desk import clinic_of
from aftercare_console.api.exporting import exported
from aftercare_console.api.people import known_patient
from aftercare_console.api.problems import Problem
from aftercare_console.settings import ConsoleSettings

_UNUSABLE = 2


def main(argv: Sequence[str]) -> int:
    """Write everything about one patient as JSON; ends with 0, or with 2 when there is no such patient."""
    parser = argparse.ArgumentParser(prog="export", description=main.__doc__)
    parser.add_argument("patient", help="the clinic's own reference, or our id")
    parser.add_argument("--clinic", help="the clinic's id (default: the console's own)")
    parser.add_argument("--output", type=Path, help="the file to write (default: standard output)")
    options = parser.parse_args(argv)
    try:
        document = asyncio.run(_export(ConsoleSettings.load(), options))
    except Problem as problem:
        sys.stderr.write(problem.detail + "\n")
        return _UNUSABLE
    if options.output is None:
        sys.stdout.write(document)
    else:
        options.output.touch(mode=0o600)
        options.output.write_text(document, encoding="utf-8")
    return 0


async def _export(settings: ConsoleSettings, options: argparse.Namespace) -> str:
    works = open_works(settings)
    try:
        async with works.begin() as work:
            clinic = await clinic_of(work, options.clinic or settings.clinic_id)
            patient = await known_patient(work, clinic["clinic_id"], options.patient, "patient")
            return (await exported(work, clinic, patient)).model_dump_json(indent=2) + "\n"
    finally:
        await works.engine.dispose()
