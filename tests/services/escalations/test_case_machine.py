"""A case under everything that can happen to it, in any order: what must hold whatever happens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.builders_escalations import EVERY_DAY, patient, shift
from support.events import id_of

from aftercare_contracts import Decision, Level, Roster
from aftercare_escalations.domain.case import Case, Changed, State
from aftercare_escalations.domain.choice import Channel, Choice
from aftercare_escalations.domain.clinic import Clinic, Rota, rota_now
from aftercare_escalations.domain.concerns import joined, opened, unreached
from aftercare_escalations.domain.decisions import decided
from aftercare_escalations.domain.delivery import silent
from aftercare_escalations.domain.effects import (
    Closed,
    HandedOn,
    NobodyOnCall,
    Notice,
    NotPaged,
    Offered,
    Opened,
    Page,
    Paged,
    Taken,
    Tell,
    TellPatient,
)
from aftercare_escalations.domain.handing_over import with_rota
from aftercare_escalations.domain.ladder import due, failed, rota_changed
from aftercare_escalations.domain.policy import Manner, rises

STAFF = tuple(map(id_of, ("Lena", "Omar", "Rosa", "Theo")))
# Lena by day, Omar and Rosa by night; on Saturdays by day nobody, and so the fallback. The stories begin on a
# Monday morning, and the clocks change on the Sunday after it.
WORKDAYS = "monday tuesday wednesday thursday friday sunday"
SHIFTS = (shift(WORKDAYS, "08:00", "12:00", "Lena"), shift(EVERY_DAY, "12:00", "02:30", "Omar", "Rosa"))
CLINIC = Clinic(timezone="America/New_York", roster=Roster(shifts=SHIFTS))
NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)
PAGING = {Level.SEVERE, Level.EMERGENCY}
somebody = st.sampled_from(STAFF)
rotas = st.builds(
    Rota,
    ladder=st.lists(somebody, unique=True, max_size=4).map(tuple),
    page_wait=st.sampled_from([timedelta(seconds=10), timedelta(minutes=5), timedelta(minutes=15)]),
)
levels = st.sampled_from(Level)
choices = st.builds(
    Choice,
    decision=st.sampled_from(Decision),
    staff_id=somebody,
    channel=st.sampled_from(Channel),
    known_at=st.just(NOON),
    outcome=st.sampled_from(["", "  ", "called her"]),
    over=st.booleans(),
)


class Machine(RuleBasedStateMachine):
    @initialize(level=levels, rota=rotas)
    def begin(self, level: Level, rota: Rota) -> None:
        self.now = datetime(2026, 3, 2, 15, tzinfo=UTC)
        self.rota = rota
        self.number = 0
        self.open(level)

    def open(self, level: Level) -> None:
        self.number += 1
        self.owner: UUID | None = None
        self.pages: list[Paged] = []
        self.turns: set[tuple[int, UUID]] = set()
        self.paged_at: list[tuple[UUID, datetime]] = []
        self.patient_told: list[UUID] = []
        self.case: Case
        self.follow(
            opened(
                case_id=uuid5(id_of("cases"), str(self.number)),
                clinic_id="main",
                party=patient("Amira"),
                code="K7M",
                language="en",
                level=level,
                clinic=CLINIC,
                now=self.now,
            )
        )

    def follow(self, changed: Changed) -> None:
        self.case, effects = changed
        notices = [one for one in effects if isinstance(one, Tell)]
        taken = [one.staff_id for one in effects if isinstance(one, Taken)]
        yours = [one.staff_id for one in notices if one.notice is Notice.YOURS]
        assert yours == taken, "whoever takes it is told so, once, and nobody else is"
        assert len({(one.staff_id, one.notice) for one in notices}) == len(notices)
        for effect in effects:
            match effect:
                case Taken(staff_id):
                    assert staff_id != self.owner, "somebody is told twice that it is theirs"
                    over = (
                        Tell(staff_id=self.owner, notice=Notice.TAKEN_OVER, about=staff_id)
                        if self.owner
                        else None
                    )
                    assert over is None or over in effects, "the former owner is not told"
                    self.owner = staff_id
                case HandedOn(staff_id) if staff_id == self.owner:
                    self.owner, self.paged_at = None, []
                case Opened():
                    self.paged_at = []
                case Closed():
                    self.owner = None
                case Page():
                    self.page(effect)
                case TellPatient(staff_id):
                    assert self.patient_told[-1:] != [staff_id], "the patient is told what they know"
                    self.patient_told.append(staff_id)
                case Offered(_, holder_id):
                    assert holder_id == self.owner, "somebody offers what they do not have"
                case HandedOn() | NobodyOnCall() | NotPaged() | Tell():
                    pass
        self.run_job()

    def page(self, page: Page) -> None:
        assert self.case.state is not State.CLOSED, "a closed case pages nobody"
        assert page.expires_at > self.now, "a page expires before it can be sent"
        self.pages.append(
            Paged(
                message_id=uuid5(id_of("pages"), str(len(self.pages))),
                case_id=self.case.case_id,
                staff_id=page.staff_id,
                round=page.round,
                news=page.news,
                paged_at=self.now,
                expires_at=page.expires_at,
            )
        )
        if not page.news:
            assert (page.round, page.staff_id) not in self.turns, "two pages would have one id"
            self.turns.add((page.round, page.staff_id))
            self.paged_at.append((page.staff_id, self.now))
            lately = [at for who, at in self.paged_at if who == page.staff_id]
            # The end of one round and the beginning of the next may meet, when others fail or pass.
            rush = len(lately) > 2 and self.now - lately[-3] < timedelta(minutes=1)
            assert not rush, "one person is paged three times in a minute"

    def on_call(self, now: datetime) -> Rota:
        return rota_now(CLINIC, self.rota.ladder, self.rota.page_wait, now)

    def run_job(self) -> None:
        """What the job does when it is woken: it must come to rest."""
        for _ in range(3):
            if self.case.due_at is None or self.case.due_at > self.now:
                return
            changed = due(self.case, self.on_call(self.now), CLINIC, self.now)
            self.follow(changed)
        raise AssertionError("the case stays due however often it is handled: a hot loop")

    @rule(level=levels)
    def a_concern_comes(self, level: Level) -> None:
        if self.case.state is State.CLOSED:
            self.open(level)
            return
        before = self.case.level
        self.follow(joined(self.case, level, CLINIC, self.now))
        assert not rises(self.case.level, before), "a level fell"
        assert not rises(self.case.level, level), "a level was not taken up"

    @rule(minutes=st.sampled_from([1 / 6, 1, 4, 5, 14, 15, 30, 60, 600]))
    def time_passes(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)
        self.run_job()

    @rule(made=choices, minutes_old=st.sampled_from([0, 1, 10]))
    def somebody_decides(self, made: Choice, minutes_old: int) -> None:
        was, before = self.case, self.case.state
        choice = replace(made, known_at=self.now - timedelta(minutes=minutes_old))
        self.follow(decided(self.case, choice, CLINIC, self.now))
        if self.case.state is not State.CLOSED or before is State.CLOSED:
            return
        assert choice.decision is Decision.CLOSE
        assert choice.outcome.strip()
        match choice.channel:
            case Channel.TEXT:
                assert was.holder == choice.staff_id, "a text closed what its writer did not hold"
                assert was.told_at is None or choice.known_at > was.told_at, "news was closed over"
            case Channel.CONSOLE:
                assert choice.known_at >= was.concern_at, "news was closed over"

    @rule(made=choices)
    def a_text_comes_twice(self, made: Choice) -> None:
        """Somebody sends the same text twice, or the carrier does: the second time nothing is done again."""
        choice = replace(made, channel=Channel.TEXT, known_at=self.now)
        self.follow(decided(self.case, choice, CLINIC, self.now))
        _, effects = decided(self.case, choice, CLINIC, self.now)
        assert not any(isinstance(one, Taken | Closed | TellPatient) for one in effects)

    @rule(made=choices, level=levels, data=st.data())
    def a_crash_loses_what_was_done(self, made: Choice, level: Level, data: st.DataObject) -> None:
        """The unit of work is rolled back after the effects were computed, and done again a while later."""
        work = data.draw(
            st.sampled_from(
                [
                    lambda now: decided(self.case, replace(made, known_at=self.now), CLINIC, now),
                    lambda now: joined(self.case, level, CLINIC, now),
                    lambda now: unreached(self.case, now),
                    lambda now: due(self.case, self.on_call(now), CLINIC, now),
                ]
            )
        )
        if self.case.state is State.CLOSED:
            return
        work(self.now)
        self.now += timedelta(seconds=data.draw(st.sampled_from([0, 1, 30, 600])))
        self.follow(work(self.now))

    @precondition(lambda self: bool(self.pages))
    @rule(data=st.data())
    def a_page_stays_silent(self, data: st.DataObject) -> None:
        page = data.draw(st.sampled_from(self.pages))
        self.follow(silent(self.case, page, self.on_call(self.now), self.now))

    @rule()
    def a_safety_text_fails(self) -> None:
        self.follow(unreached(self.case, self.now))

    @precondition(lambda self: bool(self.pages))
    @rule(data=st.data())
    def a_page_fails(self, data: st.DataObject) -> None:
        page = data.draw(st.sampled_from(self.pages))
        self.follow(failed(self.case, page, self.now))

    @precondition(lambda self: bool(self.pages))
    @rule(data=st.data())
    def nothing_is_heard_of_a_page(self, data: st.DataObject) -> None:
        page = data.draw(st.sampled_from(self.pages))
        self.follow(silent(self.case, page, self.on_call(self.now), self.now))

    @rule(rota=rotas)
    def the_rota_changes(self, rota: Rota) -> None:
        self.rota = rota
        changed = rota_changed(self.case, self.on_call(self.now), self.now)
        self.case = with_rota(changed, CLINIC, self.now)
        self.run_job()

    @rule()
    def nobody_answers(self) -> None:
        """However it came to be, everybody on the ladder is paged within a round or two."""
        assume(self.case.state is State.OPEN and self.case.level in PAGING)
        missing = set(self.rota.ladder)
        for _ in range(2 * len(STAFF) + 3):
            sofar = len(self.pages)
            self.now += timedelta(minutes=15)
            self.run_job()
            missing -= {one.staff_id for one in self.pages[sofar:]}
        assert not missing

    @invariant()
    def somebody_will_act(self) -> None:
        match self.case.state:
            case State.OPEN if self.case.level in PAGING:
                assert self.case.next_page_at is not None
                assert self.now < self.case.next_page_at <= self.now + timedelta(minutes=15)
            case State.OPEN:
                assert self.case.due_at is not None
                assert self.now < self.case.due_at <= self.now + timedelta(days=3)
            case State.TAKEN:
                assert self.case.promise_at is not None
                longest = timedelta(minutes=60) if self.case.level in PAGING else timedelta(days=2)
                assert self.now < self.case.promise_at <= self.now + longest
                assert self.case.next_page_at is None
                assert self.case.overdue_at is None
            case State.CLOSED:
                assert self.case.due_at is None

    @invariant()
    def the_owner_is_who_was_told(self) -> None:
        assert self.case.holder == self.owner
        assert (self.case.holder is not None) == (self.case.state is State.TAKEN)

    @invariant()
    def the_policy_is_that_of_the_level(self) -> None:
        pages = self.case.policy.manner is not Manner.WORKLIST
        assert pages == (self.case.level in PAGING)


TestCaseMachine = Machine.TestCase
TestCaseMachine.settings = settings(
    max_examples=300, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
