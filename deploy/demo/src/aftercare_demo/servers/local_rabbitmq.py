import os
import secrets
import shutil
from pathlib import Path

from aftercare_demo.servers.local import LocalServer
from aftercare_demo.servers.ports import free_ports
from aftercare_demo.servers.readiness import speaks_amqp
from aftercare_demo.servers.supervision import Program, Supervision

# Debian's and Fedora's wrappers in /usr/sbin switch to the user rabbitmq; the script here does not.
UNWRAPPED = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
PLACES = "/usr/local/sbin:/usr/local/bin:/opt/homebrew/sbin:/opt/homebrew/bin:/usr/sbin:/usr/bin:/sbin:/bin"

CONFIG = """\
listeners.tcp.1 = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
default_user = aftercare
default_pass = {password}
"""


def rabbitmq_script() -> Path | None:
    """Return the script that starts an installed RabbitMQ."""
    if UNWRAPPED.exists():
        return UNWRAPPED
    found = shutil.which("rabbitmq-server", path=f"{os.environ.get('PATH', '')}:{PLACES}")
    return Path(found) if found else None


async def local_rabbitmq(supervision: Supervision, script: Path) -> LocalServer:
    """Start a RabbitMQ with a name, cookie, epmd, folder and ports that no other node on the machine has."""
    amqp, management, distribution, epmd = free_ports(4)
    folder = supervision.folder / "rabbitmq"
    folder.mkdir()
    password = secrets.token_urlsafe(16)
    (folder / "rabbitmq.conf").write_text(CONFIG.format(amqp=amqp, management=management, password=password))
    (folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
    env = {
        "PATH": f"{os.environ.get('PATH', '')}:{PLACES}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "ERL_EPMD_PORT": str(epmd),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        **_settings(folder, name=f"aftercare{amqp}@localhost", port=distribution),
    }
    # Without one of its own it would leave a daemon behind, for the next node on this machine to find.
    await supervision.start(Program(name="epmd", argv=["epmd"], env=env, folder=folder))
    server = LocalServer(
        supervision=supervision,
        program=Program(name="rabbitmq", argv=[str(script)], env=env, folder=folder),
        url=f"amqp://aftercare:{password}@127.0.0.1:{amqp}/",
        management_url=f"http://aftercare:{password}@127.0.0.1:{management}",
        check=speaks_amqp,
        stop_signal="SIGTERM",
    )
    await server.start()
    return server


def _settings(folder: Path, *, name: str, port: int) -> dict[str, str]:
    """Return what keeps the node out of the installed one's folders, and off every network."""
    return {
        "RABBITMQ_NODENAME": name,
        "RABBITMQ_DIST_PORT": str(port),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_CONFIG_FILES": str(folder / "conf.d"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
        "RABBITMQ_SCHEMA_DIR": str(folder / "schema"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }
