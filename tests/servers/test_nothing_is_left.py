import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aftercare_demo.servers import Kind

HOLDER = Path(__file__).with_name("holder.py")
ENDINGS = {
    "the end of its work": None,
    "Ctrl-C": signal.SIGINT,
    "SIGTERM": signal.SIGTERM,
    "SIGKILL": signal.SIGKILL,
}
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A process that holds servers in a temporary folder of its own."""

    process: asyncio.subprocess.Process
    folder: Path
    ports: list[int]

    async def end(self, how: signal.Signals | None) -> None:
        assert self.process.stdin
        if how:
            self.process.send_signal(how)
        else:
            self.process.stdin.close()
        await self.process.wait()

    def leftovers(self) -> list[str]:
        """Every file in the folder, and every process that has to do with it."""
        found = [str(path) for path in self.folder.iterdir()]
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes()
                words = command + (entry / "environ").read_bytes() + bytes((entry / "cwd").readlink())
                if str(self.folder).encode() in words:
                    found.append(command.replace(b"\0", b" ").decode())
        return found


def _open_folder() -> Path:
    """Make a folder that PostgreSQL's user may pass through, as the usual temporary folder is."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o711)
    return folder


async def _hold(way: Kind) -> Holder:
    folder = _open_folder()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(HOLDER), way),
        env={**os.environ, "TMPDIR": str(folder)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    urls = json.loads(await process.stdout.readline())
    return Holder(process=process, folder=folder, ports=[urlsplit(url).port or 0 for url in urls])


@pytest.fixture(scope="module")
async def holders() -> AsyncIterator[dict[str, Holder]]:
    """A holder for each way to end, all at the same time."""
    held = await asyncio.gather(*(_hold(Kind.LOCAL) for _ in ENDINGS))
    yield dict(zip(ENDINGS, held, strict=True))
    for holder in held:
        if holder.process.returncode is None:
            await holder.end(signal.SIGKILL)
        shutil.rmtree(holder.folder, ignore_errors=True)


async def _until_nothing_is_left(holder: Holder) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left := holder.leftovers():
        assert time.monotonic() < deadline, left
        await asyncio.sleep(0.1)


async def test_servers_started_at_the_same_time_share_no_port(holders: dict[str, Holder]) -> None:
    ports = [port for holder in holders.values() for port in holder.ports]
    assert len(ports) == len(set(ports)) == 2 * len(ENDINGS)
    assert all(holder.leftovers() for holder in holders.values())


@pytest.mark.parametrize("ending", ENDINGS)
async def test_local_servers_end_with_their_holder_by(holders: dict[str, Holder], ending: str) -> None:
    await holders[ending].end(ENDINGS[ending])
    await _until_nothing_is_left(holders[ending])


@pytest.mark.usefixtures("docker_images")
async def test_containers_end_with_a_killed_holder() -> None:
    holder = await _hold(Kind.DOCKER)
    assert await _containers(holder)
    await holder.end(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left := await _containers(holder):
        assert time.monotonic() < deadline, left
        await asyncio.sleep(0.1)
    await _until_nothing_is_left(holder)
    holder.folder.rmdir()


async def _containers(holder: Holder) -> list[bytes]:
    filters = [word for port in holder.ports for word in ("--filter", f"publish={port}")]
    listing = ["docker", "ps", "--all", "--quiet", *filters]
    return (await asyncio.to_thread(subprocess.run, listing, check=True, capture_output=True)).stdout.split()
