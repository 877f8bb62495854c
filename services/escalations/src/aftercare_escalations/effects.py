"""Turning what follows from a decision into what is said and remembered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from aftercare_chassis import UnitOfWork
from aftercare_contracts import (
    CaseClosed,
    CaseHandedOn,
    CaseNotPaged,
    CaseOffered,
    CaseOpened,
    CasePaged,
    CaseTaken,
)
from aftercare_escalations.domain.case import Case, Changed, State
from aftercare_escalations.domain.delivery import call_at
from aftercare_escalations.domain.effects import (
    Closed,
    Effect,
    HandedOn,
    NobodyOnCall,
    NotPaged,
    Offered,
    Opened,
    Page,
    Paged,
    Taken,
    Tell,
    TellPatient,
    numbered,
)
from aftercare_escalations.domain.links import Links
from aftercare_escalations.domain.measuring import course_after
from aftercare_escalations.gateways.metrics import note
from aftercare_escalations.messages import Writer, call_id, page_id
from aftercare_escalations.store import Cases, Clinics, Codes, Courses, Pages

_log = structlog.get_logger()


async def settle(
    changed: Changed, work: UnitOfWork, *, links: Links, cause: UUID, reported_at: datetime | None = None
) -> None:
    """Remember a case as it is now and say what follows; `cause` is what tells its texts from later ones.

    `reported_at` is when the report came that led to the change, if one did.
    """
    case, effects = changed
    steps = numbered(effects, case.revision)
    case = replace(case, revision=steps[-1][1]) if steps else case
    await Cases(work).save(case)
    if case.state is State.CLOSED:
        await Codes(work.connection).release(case.case_id, work.now)
    clinic = await Clinics(work.connection).clinic(case.clinic_id)
    writer = Writer(clinic_id=case.clinic_id, clinic=clinic, links=links, cause=cause, work=work)
    follow = _Follow(case=case, writer=writer, work=work, reported_at=reported_at)
    for effect, revision in steps:
        follow.up(effect, revision)
    pages = [_paged(case, page, work, cause) for page in effects if isinstance(page, Page)]
    called = [page for page in pages if page.call_at is not None and page.call_at <= work.now]
    for page in called:
        writer.call(case, page)
    await Pages(work.connection).add(pages, called=called, now=work.now)
    await _measure(case, effects, work, reported_at)


async def _measure(
    case: Case, effects: Sequence[Effect], work: UnitOfWork, reported_at: datetime | None
) -> None:
    courses = Courses(work.connection)
    known = await courses.of(case.case_id, case.opened_at)
    course, measured = course_after(known, effects, reported_at=reported_at, now=work.now)
    if course != known:
        await courses.keep(course)
    work.afterwards(partial(note, case.level, measured))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Follow:
    case: Case
    writer: Writer
    work: UnitOfWork
    reported_at: datetime | None

    def up(self, effect: Effect, revision: int) -> None:  # noqa: C901 - one for each kind of effect
        case, say = self.case, self.work.say
        fact = self._fact() | {"revision": revision}
        match effect:
            case Opened():
                about = {"code": case.code, "party": case.party, "level": case.level}
                say(CaseOpened(**about, reported_at=self.reported_at, **fact))
            case Page():
                self._page(effect)
            case Tell(staff_id=staff_id, notice=notice, about=about):
                self.writer.tell(staff_id, notice, case=case, about=about)
            case TellPatient(staff_id, again):
                self.writer.tell_patient(case, staff_id, again=again)
            case Offered(staff_id, holder_id):
                say(CaseOffered(staff_id=staff_id, holder_id=holder_id, **self._fact()))
            case Taken(staff_id):
                say(CaseTaken(staff_id=staff_id, **fact))
            case HandedOn(staff_id, reason):
                say(CaseHandedOn(staff_id=staff_id, reason=reason, **fact))
            case Closed(staff_id, outcome):
                say(CaseClosed(staff_id=staff_id, outcome=outcome, **fact))
            case NotPaged(reason, until):
                say(CaseNotPaged(reason=reason, until=until, **self._fact()))
            case NobodyOnCall():
                _log.error("nobody-on-call", case_id=str(case.case_id), clinic_id=case.clinic_id)

    def _page(self, page: Page) -> None:
        self.writer.page(self.case, page)
        message_id = page_id(self.case, page, self.writer.cause)
        self.work.say(
            CasePaged(
                staff_id=page.staff_id,
                message_id=message_id,
                round=page.round,
                reason=page.reason,
                **self._fact(),
            )
        )

    def _fact(self) -> dict[str, Any]:
        """What all events about this case say."""
        return {
            "event_id": self.work.new_id(),
            "clinic_id": self.case.clinic_id,
            "occurred_at": self.work.now,
            "correlation_id": self.case.case_id,
            "case_id": self.case.case_id,
        }


def _paged(case: Case, page: Page, work: UnitOfWork, cause: UUID) -> Paged:
    message_id = page_id(case, page, cause)
    paged = Paged(
        message_id=message_id,
        case_id=case.case_id,
        staff_id=page.staff_id,
        round=page.round,
        news=page.news,
        paged_at=work.now,
        expires_at=page.expires_at,
        call_id=call_id(message_id),
    )
    return replace(paged, call_at=call_at(paged, case.policy))
