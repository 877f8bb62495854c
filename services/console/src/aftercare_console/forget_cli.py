"""Erases one patient on the command line, and waits until every service has."""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from enum import IntEnum
from uuid import UUID

from rich.console import Console
from rich.progress import Progress

from aftercare_chassis import Works, open_works
from aftercare_console.api.desk import clinic_of
from aftercare_console.api.people import known_patient, known_staff
from aftercare_console.api.problems import Problem
from aftercare_console.domain.forgetting import SERVICES, Erasure, still_open
from aftercare_console.settings import ConsoleSettings
from aftercare_console.store.erasing import erase_patient, erasure_of
from aftercare_console.store.patients import Patients

_POLL = 0.5  # seconds


class Exit(IntEnum):
    """What the command ends with."""

    EVERYWHERE = 0
    NOT_YET = 1
    REFUSED = 2


def main(argv: Sequence[str]) -> int:
    """Erase a patient's contact and words in every service; this cannot be taken back.

    Ends with 0 when every service has done it, 1 when some have not yet (run the same again to look),
    2 when it was refused.
    """
    parser = argparse.ArgumentParser(
        prog="forget", description=main.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("patient", help="the clinic's own reference, or our id")
    parser.add_argument("--staff", help="who of the staff passes the wish on, by reference")
    parser.add_argument("--clinic", help="the clinic's id (default: the console's own)")
    parser.add_argument("--yes", action="store_true", help="do not ask again")
    parser.add_argument("--wait", type=float, default=60, metavar="SECONDS", help="how long to wait for all")
    parser.add_argument("--json", action="store_true", help="the outcome as JSON on standard output")
    options = parser.parse_args(argv)
    if not options.yes and not _sure(options.patient):
        sys.stderr.write("Nothing was erased.\n")
        return Exit.REFUSED
    try:
        erasure = asyncio.run(_forget(ConsoleSettings.load(), options))
    except Problem as problem:
        sys.stderr.write(problem.detail + "\n")
        return Exit.REFUSED
    sys.stdout.write(_as_json(erasure) if options.json else _told(erasure))
    return Exit.NOT_YET if erasure.missing else Exit.EVERYWHERE


def _sure(patient: str) -> bool:
    sys.stderr.write(f"Write {patient} again to erase this patient for good: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() == patient


async def _forget(settings: ConsoleSettings, options: argparse.Namespace) -> Erasure:
    works = open_works(settings)
    try:
        async with works.begin() as work:
            clinic_id = (await clinic_of(work, options.clinic or settings.clinic_id))["clinic_id"]
            patient = await known_patient(work, clinic_id, options.patient, "patient")
            staff = await known_staff(work, clinic_id, options.staff, "staff") if options.staff else None
            if open_cases := await erase_patient(work, patient, staff_id=staff):
                raise Problem(409, "case-open", still_open(open_cases))
        return await _everywhere(works, patient["patient_id"], options)
    finally:
        await works.engine.dispose()


async def _everywhere(works: Works, patient_id: UUID, options: argparse.Namespace) -> Erasure:
    """How far it has come: until it is done everywhere, or for as long as we may wait."""
    console = Console(stderr=True)
    until = time.monotonic() + options.wait
    with Progress(
        console=console, transient=True, disable=options.json or not console.is_terminal
    ) as progress:
        bar = progress.add_task("Erasing", total=len(SERVICES))
        while True:
            erasure = await _look(works, patient_id)
            progress.update(bar, completed=len(erasure.done))
            if not erasure.missing or time.monotonic() >= until:
                return erasure
            await asyncio.sleep(_POLL)


async def _look(works: Works, patient_id: UUID) -> Erasure:
    async with works.begin() as work:
        patient = await Patients(work.connection).patient(patient_id)
        assert patient is not None
        erasure = await erasure_of(work.connection, patient)
        assert erasure is not None
        return erasure


def _told(erasure: Erasure) -> str:
    lines = [f"{service}: erased {at.isoformat()}" for service, at in erasure.done.items()]
    lines += [f"{service}: not confirmed yet; it does it as soon as it runs" for service in erasure.missing]
    return "\n".join(lines) + "\n"


def _as_json(erasure: Erasure) -> str:
    done = {service: at.isoformat() for service, at in erasure.done.items()}
    return (
        json.dumps({"asked_at": erasure.asked_at.isoformat(), "done": done, "missing": erasure.missing})
        + "\n"
    )
