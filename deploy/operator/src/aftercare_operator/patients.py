"""What an operator does with patients' records, over the console's API."""

import time
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.progress import Progress

from aftercare_operator.desk import Exit, answer, chosen, console, show

_POLL = 0.5  # seconds
_SERVICES = 5
Url = Annotated[str, typer.Option(envvar="AFTERCARE_CONSOLE_URL", help="The console's address")]
Token = Annotated[str, typer.Option(envvar="AFTERCARE_API_TOKEN", help="The console's token")]
Clinic = Annotated[str | None, typer.Option(help="The clinic's id; the console's own when left out")]
Json = Annotated[bool, typer.Option("--json", help="The outcome as JSON")]
Patient = Annotated[str, typer.Argument(help="The clinic's own reference, or our id")]
Wait = Annotated[float, typer.Option(help="Seconds to wait for the end of it")]


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV; docs/enrolment.md has the columns", exists=True)],
    *,
    url: Url,
    token: Token,
    commit: Annotated[bool, typer.Option("--commit/--dry-run", help="Write the good rows")] = False,
    dates: Annotated[str, typer.Option(help="unsaid, day-first or month-first")] = "unsaid",
    clinic: Clinic = None,
    as_json: Json = False,
) -> None:
    """Import patients and procedures; 1 when rows were refused."""
    query = chosen(clinic_id=clinic, dates=dates, dry_run=str(not commit).lower())
    with console(url, token) as client, _bar(as_json) as bar:
        bar.add_task("Importing" if commit else "Trying", total=None)
        found = answer(client.post("/imports", content=file.read_bytes(), params=query))
    lines = [f"{found[name]} {name}" for name in ("new", "changed", "same", "refused")]
    rows = [
        f"line {row['line']}: {fault['column'] or 'the row'}: {fault['detail']}"
        for row in found["rows"]
        for fault in row["faults"]
    ]
    tried = [] if commit else ["Nothing is written yet: the same with --commit writes the good rows."]
    show(found, "\n".join([", ".join(lines), *rows, *tried]), as_json=as_json)
    raise typer.Exit(Exit.NOT_ALL if found["refused"] else Exit.DONE)


def export(
    patient: Patient,
    *,
    url: Url,
    token: Token,
    output: Annotated[Path | None, typer.Option(help="The file to write")] = None,
    clinic: Clinic = None,
) -> None:
    """Everything about one patient, as JSON."""
    with console(url, token) as client:
        response = client.get(f"/patients/{patient}/export", params=chosen(clinic_id=clinic))
        response.raise_for_status()
    if output is None:
        typer.echo(response.text)
    else:
        output.touch(mode=0o600)
        output.write_text(response.text, encoding="utf-8")


def timeline(
    patient: Patient, *, url: Url, token: Token, clinic: Clinic = None, as_json: Json = False
) -> None:
    """What happened to a patient, oldest first."""
    entries: list[dict[str, Any]] = []
    after: str | None = None
    with console(url, token) as client:
        while True:
            query = chosen(clinic_id=clinic, after=after, limit="500")
            page = answer(client.get(f"/patients/{patient}/timeline", params=query))
            entries += page["entries"]
            after = page["next"]
            if after is None:
                break
    show(entries, "\n".join(f"{one['at']}  {one['sentence']}" for one in entries), as_json=as_json)


def forget(
    patient: Patient,
    *,
    url: Url,
    token: Token,
    staff: Annotated[str | None, typer.Option(help="Who of the staff passes the wish on")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again")] = False,
    wait: Wait = 60,
    clinic: Clinic = None,
    as_json: Json = False,
) -> None:
    """Erase a patient in every service; 1 while some have not confirmed it."""
    if not yes and typer.prompt(f"Write {patient} again to erase this patient for good", err=True) != patient:
        typer.echo("Nothing was erased.", err=True)
        raise typer.Exit(Exit.UNUSABLE)
    with console(url, token) as client, _bar(as_json) as bar:
        answer(client.delete(f"/patients/{patient}", params=chosen(clinic_id=clinic, staff=staff)))
        found = _follow(client, patient, chosen(clinic_id=clinic), bar, wait)
    lines = [f"{service}: erased {at}" for service, at in found["done"].items()]
    lines += [f"{service}: not confirmed yet" for service in found["missing"]]
    show(found, "\n".join(lines), as_json=as_json)
    raise typer.Exit(Exit.DONE if found["everywhere"] else Exit.NOT_ALL)


def _follow(client: httpx.Client, patient: str, query: Any, bar: Progress, wait: float) -> dict[str, Any]:
    until, task = time.monotonic() + wait, bar.add_task("Erasing", total=_SERVICES)
    while True:
        found: dict[str, Any] = answer(client.get(f"/patients/{patient}/erasure", params=query))
        bar.update(task, completed=len(found["done"]))
        if found["everywhere"] or time.monotonic() >= until:
            return found
        time.sleep(_POLL)


def _bar(quiet: bool) -> Progress:  # noqa: FBT001 - one word
    on = Console(stderr=True)
    return Progress(console=on, transient=True, disable=quiet or not on.is_terminal)
