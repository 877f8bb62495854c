import asyncio
import os
import shutil
import sys
from pathlib import Path

from aftercare_demo.servers.server import ServersError

SCRIPT = Path(__file__).with_name("install_rabbitmq.sh")


def may_install() -> bool:
    """Whether this is Debian or Ubuntu and we are root."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


async def install_rabbitmq() -> None:
    """Install the distribution's RabbitMQ, leaving no broker running."""
    print("installing rabbitmq-server with apt-get", file=sys.stderr, flush=True)
    process = await asyncio.create_subprocess_exec(
        "/bin/sh",
        str(SCRIPT),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    output, _ = await process.communicate()
    if process.returncode:
        tail = "\n".join(output.decode(errors="replace").splitlines()[-10:])
        raise ServersError(f"apt-get could not install rabbitmq-server\n{tail}")
