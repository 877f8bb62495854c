import secrets
import socket

# Below what Linux and macOS hand out for outgoing connections, so that a stopped server's port stays free.
PORTS = range(20_000, 32_000)


def free_ports(count: int) -> list[int]:
    """Return loopback ports on which nothing listens now."""
    found: list[int] = []
    while len(found) < count:
        port = secrets.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found
