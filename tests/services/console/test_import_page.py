"""A clinic's file on the console's page, and on its command line."""

import asyncio
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import Response
from support.console import LINK_SECRET, PHOTO_KEY, TOKEN, Console
from support.heard import said

from aftercare_console.import_cli import Exit
from aftercare_contracts import PatientRegistered, ProcedureCompleted

HEADINGS = "Visit;Date;Client;First name;Last name;Mobile;Consent version;Consent form;Consent date"
GOOD = "P-1;2026-03-02;ana;Ana;Núñez;(202) 555-0123;v1;intake-form;2026-03-01"
BAD = "P-2;03/02/2026;bea;Bea;<b>Sol</b>;my phone;v1;intake-form;2026-03-01"
FILE = f"{HEADINGS}\n{GOOD}\n{BAD}\n".encode("cp1252")


async def upload(console: Console, raw: bytes = FILE, **fields: str) -> Response:
    page = (await console.browser.get("/import")).text
    csrf = re.findall(r'name="csrf" value="([^"]+)"', page)[-1]
    data = {"csrf": csrf, "clinic": "main", "dates": "unsaid", **fields}
    return await console.browser.post("/import", data=data, files={"file": ("patients.csv", raw)})


def fields_of(page: str) -> dict[str, str]:
    form = page.partition('action="/import/commit"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


async def test_a_file_is_tried_and_then_imported(console: Console) -> None:
    await console.set_up()
    await console.sign_in()
    tried = (await upload(console)).text
    assert "Nothing is imported yet" in tried
    assert "Import this one" in tried
    assert "Read as Windows-1252" in tried
    assert "could be 3 February or 2 March" in tried
    assert re.search(r'<th scope="row" rowspan="2">3</th>', tried)
    assert await said(console.works, PatientRegistered) == []
    done = await console.browser.post("/import/commit", data=fields_of(tried))
    assert "Nothing is imported yet" not in done.text
    assert [one.family_name for one in await said(console.works, PatientRegistered)] == ["Núñez"]
    again = (await upload(console, dates="month-first")).text
    assert "/import/commit" not in again


async def test_what_is_known_already_leaves_nothing_to_import(console: Console) -> None:
    await console.set_up()
    await console.sign_in()
    raw = f"{HEADINGS}\n{GOOD}\n".encode()
    await console.browser.post("/import/commit", data=fields_of((await upload(console, raw)).text))
    assert "Everything in this file is known already" in (await upload(console, raw)).text


async def test_a_file_that_cannot_be_used_is_refused_with_the_form_to_try_again(console: Console) -> None:
    await console.set_up()
    await console.sign_in()
    answer = await upload(console, b"name,phone\n")
    assert answer.status_code == 422
    assert "names no column procedure" in answer.text
    assert "See what it would do" in answer.text


async def test_another_sites_form_imports_nothing(console: Console) -> None:
    await console.set_up()
    await console.sign_in()
    assert (await upload(console, csrf="guess é")).status_code == 403
    assert (await console.browser.post("/import/commit", data={"tried": ""})).status_code == 403
    stolen = await console.browser.post("/import", headers={"origin": "https://evil.example"})
    assert stolen.status_code == 403


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str


async def run(console: Console, *arguments: str, stdin: bytes = b"", database_url: str | None = None) -> Ran:
    url = database_url or console.works.engine.url.render_as_string(hide_password=False)
    settings = {"AFTERCARE_DATABASE_URL": url, "AFTERCARE_AMQP_URL": "amqp://127.0.0.1/",
                "AFTERCARE_API_TOKEN": TOKEN, "AFTERCARE_LINK_SECRET": LINK_SECRET,
                "AFTERCARE_PHOTO_KEY": PHOTO_KEY, "AFTERCARE_PHOTOS_URL": "https://texts.clinic.example",
                }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "aftercare_console", *arguments,
        env=os.environ | settings, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate(stdin)
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())


async def test_the_command_tries_and_commits(console: Console, tmp_path: Path) -> None:
    await console.set_up()
    file = tmp_path / "patients.csv"
    file.write_bytes(FILE)
    tried = await run(console, "import", str(file), "--dry-run")
    assert (tried.code, tried.err) == (Exit.SOME_REFUSED, "")
    assert "1 new, 0 changed, 0 as they were, 1 refused" in tried.out
    assert "line 3: number: This is not a phone number." in tried.out
    assert await said(console.works, ProcedureCompleted) == []
    done = await run(console, "import", "-", "--commit", "--json", "--dates", "month-first", stdin=FILE)
    assert done.code == Exit.SOME_REFUSED
    assert {name: json.loads(done.out)[name] for name in ("new", "refused")} == {"new": 1, "refused": 1}
    assert len(await said(console.works, ProcedureCompleted)) == 1
    again = await run(console, "import", "-", "--commit", stdin=FILE.replace(BAD.encode(), b""))
    assert (again.code, "1 as they were" in again.out) == (Exit.DONE, True)


@pytest.mark.parametrize(
    ("arguments", "stdin", "part"),
    [
        (["import", "nowhere.csv", "--dry-run"], b"", "nowhere.csv: No such file"),
        (["import", "-"], FILE, "--dry-run --commit is required"),
        (["import", "-", "--dry-run"], b"name\n", "names no column procedure"),
        (["import", "-", "--dry-run", "--clinic", "north"], FILE, "There is no clinic north"),
    ],
)
async def test_the_command_says_what_is_wrong_with_the_call(
    console: Console, arguments: list[str], stdin: bytes, part: str
) -> None:
    await console.set_up()
    ran = await run(console, *arguments, stdin=stdin)
    assert ran.code == Exit.UNUSABLE
    assert part in " ".join(ran.err.split())


async def test_the_command_breaks_off_when_the_database_goes_away(console: Console) -> None:
    await console.set_up()
    nobody = "postgresql+asyncpg://nobody@127.0.0.1:1/none"
    ran = await run(console, "import", "-", "--commit", stdin=FILE, database_url=nobody)
    assert ran.code == Exit.BROKEN_OFF
    assert "Broken off with 2 rows to go" in ran.err
