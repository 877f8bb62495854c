"""The carrier says how far a text of ours has come."""

from starlette.requests import Request

from aftercare_chassis import UnitOfWork, Works
from aftercare_notifications.domain.forms import Misshapen, StatusReport, status_report
from aftercare_notifications.gateways import metrics
from aftercare_notifications.settings import NotificationsSettings
from aftercare_notifications.store import Arrivals, Messages, Progress
from aftercare_notifications.webhooks.requests import STATUS, TurnedAway, query_of, signed_form


async def take_status(request: Request, settings: NotificationsSettings, works: Works) -> None:
    """Keep a report, and let the text come as much further as it says; raises TurnedAway."""
    form = await signed_form(request, STATUS, settings)
    try:
        report = status_report(form, query=query_of(request))
    except Misshapen:
        raise TurnedAway(403, "form") from None
    async with works.begin() as work:
        await apply(report, work)


async def apply(report: StatusReport, work: UnitOfWork) -> None:
    """What a report changes; one of a text that we do not know is kept and counted."""
    await Arrivals(work).report(report)
    message_id = report.message_id or await Messages(work).id_of(report.sid)
    known = message_id is not None and await Progress(work).reported(
        message_id, report.sid, report.status, report.code, account_sid=report.account_sid
    )
    if not known:
        metrics.STRANGE_REPORTS.labels("text").inc()
