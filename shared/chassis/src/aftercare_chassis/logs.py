"""One JSON line an event, with ids and without anybody's words or numbers."""

import logging

import structlog


def start(service: str, level: str) -> None:
    """Send structlog's events to standard output, and let libraries speak only of trouble."""
    logging.basicConfig(level=logging.ERROR, format="%(message)s", force=True)
    # These name addresses, numbers or values in what they log; what matters of it is logged by us.
    for noisy in ("twilio", "aiohttp", "httpx", "apscheduler", "aio_pika", "aiormq", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
