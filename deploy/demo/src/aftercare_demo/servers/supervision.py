import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aftercare_demo.servers import supervisor
from aftercare_demo.servers.server import ServersError


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program to run under supervision, and the signal that ends it best when all is over."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    folder: Path
    user: str | None = None
    ending: str = "SIGKILL"


@dataclass(slots=True)
class Supervision:
    """Programs that run below a supervisor process, and end with this process however it ends."""

    folder: Path
    process: asyncio.subprocess.Process
    exits: dict[str, asyncio.Future[int]] = field(default_factory=dict)

    def log_of(self, name: str) -> Path:
        """Return where a program's output goes."""
        return self.folder / f"{name}.log"

    async def start(self, program: Program) -> None:
        """Start a program; whether that worked shows in `running` and `exit_of`."""
        self.exits[program.name] = asyncio.get_running_loop().create_future()
        await self._order(
            "start",
            program.name,
            argv=list(program.argv),
            env=dict(program.env),
            folder=str(program.folder),
            user=program.user,
            ending=program.ending,
            log=str(self.log_of(program.name)),
        )

    async def run(self, program: Program) -> None:
        """Run a program to its end, and raise ServersError with the end of its output if it fails."""
        await self.start(program)
        if code := await self.exit_of(program.name):
            raise ServersError(f"{program.name} ended with {code}\n{self.last_words(program.name)}")

    def running(self, name: str) -> bool:
        """Whether a program was started and has not ended."""
        return name in self.exits and not self.exits[name].done()

    async def exit_of(self, name: str) -> int:
        """Wait for a program's end and return its exit code."""
        return await asyncio.shield(self.exits[name])

    def last_words(self, name: str) -> str:
        """Return the last lines that a program wrote."""
        try:
            log = self.log_of(name).read_text(errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(log.splitlines()[-20:])

    async def signal(self, name: str, signal: str) -> None:
        """Send a signal, by its name, to a program."""
        await self._order("signal", name, signal=signal)

    async def kill(self, name: str) -> None:
        """Kill a program and all below it, and wait for its end."""
        await self._order("kill", name)
        await self.exit_of(name)

    async def at_end(self, name: str, argv: Sequence[str]) -> None:
        """Leave a command to be run once all is over, however that comes about."""
        await self._order("at_end", name, argv=list(argv), env=dict(os.environ))

    async def listen(self) -> None:
        """Note the ends that the supervisor reports."""
        assert self.process.stdout
        async for line in self.process.stdout:
            report = json.loads(line)
            self.exits[report["name"]].set_result(report["exited"])
        for pending in self.exits.values():  # it has ended, and with it all that it ran
            if not pending.done():
                pending.set_result(supervisor.COULD_NOT_START)

    async def _order(self, do: str, name: str, **facts: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"do": do, "name": name, **facts}).encode() + b"\n")
        await self.process.stdin.drain()


@contextlib.asynccontextmanager
async def supervised() -> AsyncIterator[Supervision]:
    """A temporary folder and a supervisor; all that runs below it and the folder are gone afterwards."""
    folder = _temporary_folder()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        supervisor.__file__,
        str(folder),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    supervision = Supervision(folder, process)
    listening = asyncio.create_task(supervision.listen())
    try:
        yield supervision
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()
        await listening


def _temporary_folder() -> Path:
    """Make a folder that others may pass through, for PostgreSQL refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="aftercare-"))
    folder.chmod(0o711)
    return folder
