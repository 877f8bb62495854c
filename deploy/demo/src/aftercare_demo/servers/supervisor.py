"""Supervises private servers, and ends them all when its input ends, which it does however the parent dies.

A program of the standard library alone, run as `python -I supervisor.py FOLDER`. It reads one JSON order a
line and writes `{"name": ..., "exited": code}` when a server has ended. At the end of its input it ends every
process below it, runs what was left for the end, and removes FOLDER.
"""

import contextlib
import ctypes
import json
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

COULD_NOT_START = 127
PR_SET_CHILD_SUBREAPER = 36
GRACE_SECONDS = 5.0


def children() -> dict[int, list[int]]:
    """Every process id that has children, with theirs; empty where there is no /proc."""
    found: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text(errors="replace").rpartition(")")[2].split()[1]
        except OSError:
            continue
        found.setdefault(int(parent), []).append(int(stat.parent.name))
    return found


def below(pid: int) -> list[int]:
    """Return every descendant of a process."""
    tree, found, front = children(), [], [pid]
    while front:
        front = [child for each in front for child in tree.get(each, [])]
        found += front
    return found


def send(pid: int, number: int) -> None:
    """Signal a process that may be gone already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


class Supervisor:
    """The servers that run, by name, how each is asked to end, and what is left to run at the end."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.endings: dict[str, str] = {}
        self.farewells: list[dict[str, Any]] = []

    def obey(self, order: dict[str, Any]) -> None:
        """Carry out one order; one about a server that has ended already is nothing to do."""
        name = order["name"]
        match order["do"]:
            case "start":
                self.start(name, order)
            case "signal" if name in self.running:
                send(self.running[name].pid, signal.Signals[order["signal"]])
            case "kill" if name in self.running:
                self.kill(name)
            case "at_end":
                self.farewells.append(order)

    def start(self, name: str, order: dict[str, Any]) -> None:
        """Start a server in a session of its own, so that a Ctrl-C at the terminal does not reach it."""
        identity: dict[str, Any] = {}
        if user := order["user"]:  # whose group need not bear the same name: Debian's nobody is in nogroup
            identity = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
        with Path(order["log"]).open("ab") as log:
            try:
                process = subprocess.Popen(
                    order["argv"],
                    env=order["env"],
                    cwd=order["folder"],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    **identity,
                )
            except OSError as error:
                log.write(f"{order['argv'][0]}: {error}\n".encode())
                tell(name, COULD_NOT_START)
                return
        self.running[name] = process
        self.endings[name] = order["ending"]

    def kill(self, name: str) -> None:
        """Kill a server and everything below it, as a power cut would."""
        pid = self.running[name].pid
        for each in (pid, *below(pid)):
            send(each, signal.SIGKILL)

    def reap(self) -> None:
        """Collect what has ended, servers and adopted orphans alike."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                for name in [name for name, each in self.running.items() if each.pid == pid]:
                    code = self.running.pop(name).returncode = os.waitstatus_to_exitcode(status)
                    tell(name, code)

    def left(self) -> list[int]:
        """Return what still runs below this process."""
        self.reap()
        return [*(each.pid for each in self.running.values()), *below(os.getpid())]

    def end(self) -> None:
        """Ask every server to end, see to it, and then run what was left for the end."""
        for name, process in self.running.items():
            if self.endings[name] == "SIGKILL":
                self.kill(name)
            else:
                send(process.pid, signal.Signals[self.endings[name]])
        deadline = time.monotonic() + GRACE_SECONDS
        while left := self.left():
            if time.monotonic() > deadline:
                for pid in left:
                    send(pid, signal.SIGKILL)
            time.sleep(0.02)
        for order in self.farewells:
            subprocess.run(order["argv"], env=order["env"], check=False, capture_output=True)


def tell(name: str, code: int) -> None:
    """Report an ended server; the parent may be gone."""
    with contextlib.suppress(OSError):
        os.write(sys.stdout.fileno(), json.dumps({"name": name, "exited": code}).encode() + b"\n")


def main(folder: str) -> None:
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(ignored, signal.SIG_IGN)
    if sys.platform == "linux":
        # Daemons that leave their parent are adopted here and so found at the end.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    supervisor, unread = Supervisor(), b""
    try:
        while True:
            ready, _, _ = select.select([sys.stdin.fileno(), woken], [], [])
            if woken in ready:
                os.read(woken, 4096)
                supervisor.reap()
            if sys.stdin.fileno() in ready:
                if not (chunk := os.read(sys.stdin.fileno(), 65536)):
                    break
                *lines, unread = (unread + chunk).split(b"\n")
                for line in lines:
                    supervisor.obey(json.loads(line))
    finally:
        supervisor.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
