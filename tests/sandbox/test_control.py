"""The control API: what tests and the demo hold in their hands."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING

import httpx
import pytest
from sandbox.trial import ACCOUNT, ANA, CLINIC, MAYA, TOKEN, free_port, serving

from aftercare_sandbox.app import build
from aftercare_sandbox.clock import SystemClock
from aftercare_sandbox.settings import Settings, parse

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.trial import Sandbox


async def test_the_clock_file_says_how_the_time_runs(sandbox: Sandbox) -> None:
    before = time.time()
    answer = await sandbox.put("/clock", jump_to="2026-03-02T09:00:00-05:00", speed=720)
    assert sandbox.settings.clock_file is not None
    setting = json.loads(sandbox.settings.clock_file.read_text())
    assert setting["virtual"] == datetime.fromisoformat("2026-03-02T14:00:00+00:00").timestamp()
    assert before <= setting["real"] <= time.time()
    assert setting["speed"] == answer["speed"] == 720
    assert (await sandbox.put("/clock", speed=60))["virtual"] >= setting["virtual"]
    assert (await sandbox.get("/clock"))["speed"] == 60


async def test_messages_show_the_systems_time_and_keep_the_real_one(sandbox: Sandbox) -> None:
    await sandbox.put("/clock", jump_to="2031-03-02T09:00:00Z", speed=0)
    await sandbox.text(MAYA, "It itches")
    [message] = (await sandbox.get("/messages"))["messages"]
    assert message["shown_at"] == "2031-03-02T09:00:00+00:00"
    assert datetime.fromisoformat(message["created_at"]).timestamp() <= time.time()


def test_a_clock_set_by_another_process_is_followed(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    clock, other = SystemClock(file), SystemClock(file)
    other.set(speed=0, jump_to=datetime.fromisoformat("2031-03-02T09:00:00+00:00"))
    assert clock.now().isoformat() == "2031-03-02T09:00:00+00:00"
    file.write_text("{")
    assert clock.now().isoformat() == "2031-03-02T09:00:00+00:00"


async def test_without_a_clock_file_the_clock_is_the_real_one() -> None:
    settings = Settings(account_sid=ACCOUNT, auth_token=TOKEN, port=free_port())
    async with (
        serving(build(settings), settings.port),
        httpx.AsyncClient(base_url=settings.url, trust_env=False) as control,
    ):
        assert (await control.put("/control/clock", json={"speed": 60})).status_code == 409
        assert (await control.get("/control/clock")).json()["speed"] == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/inbound", b"{"),
        ("POST", "/inbound", b"[]"),
        ("POST", "/inbound", b'{"from": "nobody"}'),
        ("POST", "/inbound", b'{"from": "+14155550101\\n"}'),
        ("POST", "/inbound", b'{"from": "+14155550101", "body": "\\ud800"}'),
        ("POST", "/inbound", b'{"from": "+14155550101", "media": 1000}'),
        ("POST", "/inbound", b'"' + b"a" * 70_000 + b'"'),
        ("PUT", "/phones/nobody", b'{"name": "Maya"}'),
        ("PUT", "/phones/+14155550101", b'{"name": ""}'),
        ("PUT", "/behaviours/+14155550101", b'{"kind": "explode"}'),
        ("PUT", "/webhooks/+14155550101", b'{"url": "file:///etc/passwd"}'),
        ("PUT", "/webhooks/+14155550101", b'{"url": "http://[::1"}'),
        ("PUT", "/services/MG1", b'{"numbers": ["+14155550101"]}'),
        ("PUT", "/conditions", b'{"min_delay_s": NaN}'),
        ("PUT", "/conditions", b'{"min_delay_s": 5, "max_delay_s": 1}'),
        ("PUT", "/conditions", b'{"weather": "rain"}'),
        ("PUT", "/clock", b'{"speed": Infinity}'),
        ("PUT", "/clock", b'{"jump_to": "2026-03-02T09:00:00"}'),
        ("PUT", "/clock", b'{"jump_to": "0001-01-01T00:00:00+14:00"}'),
        ("PUT", "/clock", b"{}"),
        ("GET", "/messages?limit=all", b""),
        ("DELETE", "/nothing", b""),
    ],
)
async def test_hostile_commands_get_a_clear_refusal(
    sandbox: Sandbox, method: str, path: str, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await sandbox.control.request(method, f"/control{path}", content=body, headers=headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["error"]


async def test_a_form_of_another_site_commands_nothing(sandbox: Sandbox) -> None:
    answer = await sandbox.control.post(
        "/control/inbound", content=b"{}", headers={"Content-Type": "text/plain"}
    )
    assert answer.status_code == 415


async def test_a_reset_forgets_everything(sandbox: Sandbox) -> None:
    await sandbox.put(f"/phones/{ANA}", name="Dr Ana Ruiz", kind="staff")
    await sandbox.put(f"/behaviours/{MAYA}", kind="stall")
    await sandbox.put("/conditions", outage="unavailable")
    await sandbox.text(MAYA, "STOP")
    assert (await sandbox.get("/phones"))["opt_outs"] == [{"from": CLINIC, "to": MAYA}]
    await sandbox.control.post("/control/reset")
    assert await sandbox.get("/phones") == {"phones": [], "opt_outs": []}
    assert await sandbox.get("/behaviours") == {}
    assert (await sandbox.get("/conditions"))["outage"] is None
    assert (await sandbox.get("/messages"))["messages"] == []


async def test_it_says_that_it_lives(sandbox: Sandbox) -> None:
    for path in ("/live", "/ready"):
        assert (await sandbox.control.get(path)).status_code == 200


def test_settings_come_from_the_environment_and_the_command_line_wins() -> None:
    environ = {
        "AFTERCARE_SANDBOX_ACCOUNT_SID": ACCOUNT,
        "AFTERCARE_SANDBOX_AUTH_TOKEN": TOKEN,
        "AFTERCARE_SANDBOX_PORT": "4011",
    }
    settings = parse(["--port", "4012"], environ)
    assert (settings.account_sid, settings.auth_token, settings.port) == (ACCOUNT, TOKEN, 4012)


@pytest.mark.parametrize(
    "argv",
    [
        ["--account-sid", "AC1"],
        ["--port", "70000"],
        ["--timezone", "Mars/Base"],
        ["--sms-webhook", "nowhere"],
    ],
)
def test_settings_that_cannot_be_are_refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(argv, {"AFTERCARE_SANDBOX_ACCOUNT_SID": ACCOUNT, "AFTERCARE_SANDBOX_AUTH_TOKEN": TOKEN})
    assert argv[0] in capsys.readouterr().err
