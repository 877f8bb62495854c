"""One trace from the first webhook to the last text, in W3C trace context headers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import propagate, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider

_TRACER = "aftercare"


def start(service: str) -> None:
    """Make traces; where they go is said by OpenTelemetry's own OTEL_… settings."""
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider(resource=Resource.create({"service.name": service})))


def carried() -> dict[str, str]:
    """The headers that carry the present trace on."""
    headers: dict[str, str] = {}
    propagate.inject(headers)
    return headers


@contextmanager
def continued(name: str, headers: Mapping[str, str]) -> Iterator[None]:
    """Go on with the trace that came with a message, or begin one."""
    context = propagate.extract(headers)
    with trace.get_tracer(_TRACER).start_as_current_span(name, context=context):
        yield
