"""Who may do what in RabbitMQ: a service says its own events, hears its own queues, and declares nothing."""

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from aftercare_chassis import topology
from aftercare_contracts import HEARS, SAYS

_SALT = 4  # bytes, as RabbitMQ has them: https://www.rabbitmq.com/docs/passwords
_NOTHING = "^$"


def user(service: str) -> str:
    """The name by which a service is known to the broker."""
    return f"aftercare-{service}"


def accounts(passwords: Mapping[str, str], vhost: str = "/") -> dict[str, Any]:
    """The users of these services and their rights as RabbitMQ definitions."""
    return {
        "users": [_account(service, password) for service, password in passwords.items()],
        "permissions": [_permission(service, vhost) for service in passwords],
        "topic_permissions": [_topics(service, vhost) for service in passwords],
    }


def _account(service: str, password: str) -> dict[str, Any]:
    salt = os.urandom(_SALT)
    digest = hashlib.sha256(salt + password.encode()).digest()
    return {
        "name": user(service),
        "password_hash": base64.b64encode(salt + digest).decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": "",
    }


def _permission(service: str, vhost: str) -> dict[str, str]:
    exchanges = (topology.EVENTS, topology.GRAVEYARD, *map(topology.delay_name, topology.DELAYS))
    queues = [topology.queue_name(service, heard) for heard in HEARS[service]]
    return {
        "user": user(service),
        "vhost": vhost,
        "configure": _NOTHING,
        "write": _one_of(exchanges),
        "read": _one_of(queues),
    }


def _topics(service: str, vhost: str) -> dict[str, str]:
    said = [event.topic for event in SAYS[service]]
    return {
        "user": user(service),
        "vhost": vhost,
        "exchange": topology.EVENTS,
        "write": _one_of(said),
        "read": _NOTHING,
    }


def _one_of(names: Iterable[str]) -> str:
    return f"^({'|'.join(map(re.escape, names))})$"
