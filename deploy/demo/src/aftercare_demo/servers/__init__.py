"""A RabbitMQ and a PostgreSQL of our own, for the demo and the tests."""

from aftercare_demo.servers.opening import Servers, servers
from aftercare_demo.servers.provisioning import provision
from aftercare_demo.servers.server import Kind, Server, ServersError

__all__ = ["Kind", "Server", "Servers", "ServersError", "provision", "servers"]
