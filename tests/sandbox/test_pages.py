"""The phones, as a browser gets them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sandbox.trial import ANA, MAYA, until

if TYPE_CHECKING:
    from sandbox.trial import Clinic, Sandbox


async def test_phones_show_names_texts_and_what_became_of_them(sandbox: Sandbox, clinic: Clinic) -> None:
    await sandbox.put(f"/phones/{MAYA}", name="Maya <Okafor>")
    await sandbox.put(f"/phones/{ANA}", name="Dr Ana Ruiz", kind="staff")
    await sandbox.put(f"/behaviours/{ANA}", kind="fail", code=30003)
    await sandbox.text(MAYA, "<script>alert(1)</script>")
    await until(lambda: len(clinic.heard) == 1)
    page = (await sandbox.control.get("/")).text
    assert "Maya &lt;Okafor&gt;" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "undelivered 30003" in page


async def test_the_page_needs_nothing_from_elsewhere(sandbox: Sandbox) -> None:
    answer = await sandbox.control.get("/")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert " style=" not in answer.text
    assert " onclick" not in answer.text
    for asset in ("phones.css", "phones.js", "icon.svg"):
        assert f"/static/{asset}" in answer.text
        assert (await sandbox.control.get(f"/static/{asset}")).status_code == 200
    assert (await sandbox.control.get("/static/..%2fapp.py")).status_code == 404


async def test_an_open_page_is_told_which_phone_changed(sandbox: Sandbox) -> None:
    async with asyncio.timeout(10), sandbox.control.stream("GET", "/events") as events:
        lines = events.aiter_lines()
        assert await anext(lines) == "retry: 1000"
        await sandbox.text(MAYA, "It itches")
        while await anext(lines) != "event: phone":
            pass
        assert await anext(lines) == f"data: {MAYA}"
    phone = await sandbox.control.get(f"/phones/{MAYA}")
    assert "It itches" in phone.text


async def test_only_the_last_fifty_texts_and_thirty_strangers_are_drawn(sandbox: Sandbox) -> None:
    for number in range(60):
        await sandbox.text(MAYA, f"text number {number}.")
    for number in range(40):
        await sandbox.text(f"+1415556{number:04}", "Hello")
    await sandbox.put(f"/phones/{MAYA}", name="Maya Okafor")
    page = (await sandbox.control.get("/")).text
    assert page.count("<article") == 31
    assert "text number 10." in page
    assert "text number 9." not in page
    assert "+14155560039" in page
    assert "+14155560009" not in page


async def test_a_phone_that_was_never_heard_of_is_not_found(sandbox: Sandbox) -> None:
    assert (await sandbox.control.get("/phones/+14155550177")).status_code == 404
