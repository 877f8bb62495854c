"""What the console keeps, and what of it may go when its time is over: never about an open case."""

from sqlalchemy import exists, not_, or_

from aftercare_chassis.retention import Rule, removing
from aftercare_console.domain.cases import State
from aftercare_console.tables import cases, replies, timeline
from aftercare_contracts import PatientErased, PatientForgotten

_open = exists().where(
    cases.c.state != State.CLOSED,
    or_(cases.c.case_id == timeline.c.case_id, cases.c.party_id == timeline.c.party_id),
)
_about_patients = timeline.c.party_id.is_not(None) | timeline.c.case_id.is_not(None)
_erasures = timeline.c.topic.in_([PatientForgotten.topic, PatientErased.topic])

KEEPS = (
    Rule(
        kind="timeline",
        sweep=removing(timeline, timeline.c.at, _about_patients & not_(_erasures) & not_(_open)),
    ),
    Rule(kind="console-cases", sweep=removing(cases, cases.c.closed_at, cases.c.state == State.CLOSED)),
    Rule(kind="read-replies", sweep=removing(replies, replies.c.heard_at, replies.c.read_at.is_not(None))),
)
