"""From what is known to a page."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from aftercare_console.domain.sentences.cases import why_paged
from aftercare_console.domain.sentences.names import begin
from aftercare_console.domain.sentences.replies import keyword_note, photos_note
from aftercare_console.gateways.numbers import readable

_FRAGMENT = "x-fragment"


def environment() -> Environment:
    """The templates, which escape whatever they show."""
    made = Environment(
        loader=PackageLoader("aftercare_console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        age=age, begin=begin, clock=clock, day=day, keyword=keyword_note, photos=photos_note,
        moment=moment, readable=readable, span=span, why_paged=why_paged,
    )  # fmt: skip
    return made


def render(request: Request, name: str, *, status: int = 200, **context: object) -> Response:
    """A page, or the part of it that its script asks for to replace what is shown."""
    made: Environment = request.app.state.environment
    part = f"parts/{name}" if _FRAGMENT in request.headers else name
    shown = {"csrf": "", "signed_in": False, "live": None, **context}
    return HTMLResponse(made.get_template(part).render(**shown), status)


def clock(at: datetime, timezone: str) -> str:
    """The time of day in a zone, as 14:05."""
    return f"{at.astimezone(ZoneInfo(timezone)):%H:%M}"


def day(at: datetime, timezone: str) -> str:
    """The day in a zone, as Mon 2 Mar 2026."""
    local = at.astimezone(ZoneInfo(timezone))
    return f"{local:%a} {local.day} {local:%b %Y}"


def moment(at: datetime, timezone: str, now: datetime) -> str:
    """The time of day in a zone, with the day before it when that is another than today's."""
    zone = ZoneInfo(timezone)
    local, here = at.astimezone(zone), now.astimezone(zone)
    if local.date() == here.date():
        return clock(at, timezone)
    year = "" if local.year == here.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}, {clock(at, timezone)}"


def span(one: timedelta) -> str:
    """A span as short as it can be told, as 4 s, 12 min or 3 h 5 min."""
    return f"{one.total_seconds():.0f} s" if one < timedelta(minutes=1) else age(one)


def age(span: timedelta) -> str:
    """A span in the words staff would use, as 12 min or 3 h."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 1:
        return "just now"
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:  # noqa: PLR2004 - hours of a day
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{hours // 24} d {hours % 24} h"
