import asyncio
import os
import pwd
import secrets
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from aftercare_demo.servers.local import LocalServer
from aftercare_demo.servers.ports import free_ports
from aftercare_demo.servers.postgres_binaries import runnable
from aftercare_demo.servers.readiness import speaks_sql
from aftercare_demo.servers.supervision import Program, Supervision

ENV = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
SHARED_MEMORY_LINE = 6  # of postmaster.pid, counted from 0: a key and an id


async def local_postgres(supervision: Supervision, options: Sequence[str]) -> LocalServer:
    """Start a PostgreSQL on a loopback port, from the first binaries that run here."""
    folder = supervision.folder / "postgres"
    folder.mkdir(mode=0o700)
    user = _unprivileged_owner(folder) if os.geteuid() == 0 else None
    found = await runnable(supervision, folder, user)
    password, data = secrets.token_urlsafe(16), folder / "data"
    (folder / "password").write_text(password)
    (folder / "password").chmod(0o644)  # the folder around it is closed to all but the one user
    run = partial(Program, env=ENV, folder=folder, user=user)
    identity = ("--username=postgres", f"--pwfile={folder / 'password'}", "--auth=scram-sha-256")
    initdb = [str(found.folder / "initdb"), f"--pgdata={data}", *identity, "--encoding=UTF8", *found.locale]
    await supervision.run(run(name="initdb", argv=[*initdb, "--no-sync"]))
    (port,) = free_ports(1)
    place = (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
    settings = [f"-c{option}" for option in (*place, *options)]
    postgres = [str(found.folder / "postgres"), "-D", str(data), *settings]
    server = LocalServer(
        supervision=supervision,
        # An immediate shutdown, unlike a kill, gives the shared memory back.
        program=run(name="postgres", argv=postgres, ending="SIGQUIT"),
        url=f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres",
        check=speaks_sql,
        stop_signal="SIGINT",
        after_kill=partial(_release_memory, supervision, data / "postmaster.pid", run),
    )
    await server.start()
    return server


def _unprivileged_owner(folder: Path) -> str:
    """Give the folder to a user that PostgreSQL agrees to run as, which root is not."""
    user = "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"
    shutil.chown(folder, user)
    return user


async def _release_memory(supervision: Supervision, lock: Path, run: partial[Program]) -> None:
    """Give back the System V segment that a killed server leaves on the machine until the next boot."""
    segment = (await asyncio.to_thread(lock.read_text)).splitlines()[SHARED_MEMORY_LINE].split()[-1]
    await supervision.run(run(name="ipcrm", argv=["ipcrm", "-m", segment]))
