"""What notifications does when nobody asks."""

from collections.abc import Sequence
from datetime import timedelta

from aftercare_chassis import Job, in_one_unit
from aftercare_notifications.domain.sending import Lane
from aftercare_notifications.gateways.carrier import Carrier
from aftercare_notifications.gateways.telephone import Telephone
from aftercare_notifications.jobs.call_doubts import CallFollower, CallReconciler
from aftercare_notifications.jobs.calling import Caller
from aftercare_notifications.jobs.flights import MARGIN
from aftercare_notifications.jobs.following import Follower
from aftercare_notifications.jobs.reconciling import Reconciler
from aftercare_notifications.jobs.recovering import Recoverer
from aftercare_notifications.jobs.sending import Dispatcher
from aftercare_notifications.jobs.watching import watch
from aftercare_notifications.settings import NotificationsSettings

SEND_URGENT = "send-urgent"
SEND_PROMPTS = "send-prompts"
RECONCILE = "reconcile"
FOLLOW = "follow-sent"
CALL = "call"


def jobs(settings: NotificationsSettings, carrier: Carrier) -> Sequence[Job]:
    """Two lanes that send, and what looks after the texts that went astray."""
    timeout = timedelta(seconds=settings.carrier_timeout)
    urgent = Dispatcher(SEND_URGENT, Lane.URGENT, carrier, settings, at_once=settings.urgent_at_once)
    prompts = Dispatcher(
        SEND_PROMPTS, Lane.PROMPT, carrier, settings, at_once=settings.prompts_at_once, first=urgent
    )
    reconciler = Reconciler(carrier, lease=timeout + MARGIN)
    recoverer = Recoverer(carrier, settings)
    return (
        Job(name=SEND_URGENT, run=urgent.run),
        Job(name=SEND_PROMPTS, run=prompts.run),
        Job(name=RECONCILE, run=reconciler.run),
        Job(name=FOLLOW, run=Follower(carrier).run),
        Job(name="recover-received", run=recoverer.run),
        Job(name="watch", run=in_one_unit(watch)),
    )


def call_jobs(settings: NotificationsSettings, telephone: Telephone) -> Sequence[Job]:
    """What makes calls, and what looks after those that went astray."""
    lease = timedelta(seconds=settings.carrier_timeout) + MARGIN
    return (
        Job(name=CALL, run=Caller(telephone, held_up=MARGIN / 2, ways=len(settings.callers)).run),
        Job(name="reconcile-calls", run=CallReconciler(telephone, lease=lease).run),
        Job(name="follow-calls", run=CallFollower(telephone).run),
    )
