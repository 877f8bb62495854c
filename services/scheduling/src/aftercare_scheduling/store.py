"""What scheduling remembers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, and_, bindparam, not_, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_contracts import (
    ClinicConfigured,
    DropReason,
    Milestone,
    PatientChanged,
    ProcedureCompleted,
)
from aftercare_scheduling.domain.milestones import Planned, checkin_id
from aftercare_scheduling.tables import clinics, milestones, patients, procedures


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A milestone that was planned until now and will not be asked about."""

    checkin_id: UUID
    clinic_id: str
    procedure_id: UUID
    patient_id: UUID
    milestone: Milestone


class Store:
    """Rows of one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def configure(self, event: ClinicConfigured) -> None:
        """Keep a clinic's hours and place, unless newer ones are kept already."""
        row = event.model_dump(mode="json", include=set(clinics.c.keys()))
        statement = insert(clinics).values(row)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["clinic_id"], set_=row, where=clinics.c.revision < event.revision
            )
        )

    async def clinic(self, clinic_id: str) -> RowMapping | None:
        """A clinic's hours and place, or none when the clinic is not known yet."""
        query = select(clinics).where(clinics.c.clinic_id == clinic_id)
        return (await self._connection.execute(query)).mappings().one_or_none()

    async def add_procedure(self, event: ProcedureCompleted) -> bool:
        """Keep a procedure; false when it is kept already."""
        row = event.model_dump(include=set(procedures.c.keys()))
        statement = (
            insert(procedures).values(row).on_conflict_do_nothing().returning(procedures.c.procedure_id)
        )
        return (await self._connection.execute(statement)).scalar() is not None

    async def procedure(self, procedure_id: UUID) -> RowMapping | None:
        """A procedure, locked until the unit of work ends, or none."""
        query = select(procedures).where(procedures.c.procedure_id == procedure_id).with_for_update()
        return (await self._connection.execute(query)).mappings().one_or_none()

    async def procedures_of(self, patient_id: UUID) -> Sequence[RowMapping]:
        """All procedures of a patient that count, locked until the unit of work ends."""
        query = select(procedures).where(
            procedures.c.patient_id == patient_id, procedures.c.voided_at.is_(None)
        )
        return (await self._connection.execute(query.with_for_update())).mappings().all()

    async def change_procedure(self, procedure_id: UUID, **values: object) -> None:
        """Set columns of a procedure."""
        statement = update(procedures).where(procedures.c.procedure_id == procedure_id).values(**values)
        await self._connection.execute(statement)

    async def move(self, event: PatientChanged) -> bool:
        """Keep a patient's zone and language; false if newer ones are kept already, or they are forgotten."""
        row = event.model_dump(include={"patient_id", "revision", "timezone", "language"})
        statement = insert(patients).values(row)
        changed = statement.on_conflict_do_update(
            index_elements=["patient_id"],
            set_=row,
            where=(patients.c.revision < event.revision) & ~patients.c.forgotten,
        )
        return (await self._connection.execute(changed.returning(patients.c.patient_id))).scalar() is not None

    async def forget(self, patient_id: UUID) -> None:
        """Keep that a patient is forgotten, and nothing else of them."""
        row = {"patient_id": patient_id, "revision": 0, "forgotten": True}
        statement = insert(patients).values(row)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["patient_id"], set_={"forgotten": True, "timezone": None, "language": None}
            )
        )

    async def patient(self, patient_id: UUID) -> RowMapping | None:
        """What is known of a patient beyond their procedures, or none."""
        query = select(patients).where(patients.c.patient_id == patient_id)
        return (await self._connection.execute(query)).mappings().one_or_none()

    async def plan(
        self, procedure: RowMapping, planned: Sequence[Planned], *, revive: Sequence[DropReason] = ()
    ) -> None:
        """Plan milestones, or move those that are still planned; what was asked stays as it is.

        Of what was dropped, what this procedure lost for a reason in `revive` is planned again, and what
        another procedure lost because it was voided.
        """
        statement = insert(milestones).values([_row(procedure, one) for one in planned])
        mine = milestones.c.procedure_id == statement.excluded.procedure_id
        lost = milestones.c.state == "dropped"
        planned_again = or_(
            and_(mine, milestones.c.state == "planned"),
            and_(mine, lost, milestones.c.reason.in_(revive)),
            and_(not_(mine), lost, milestones.c.reason == DropReason.VOIDED),
        )
        changed = {name: statement.excluded[name] for name in ("procedure_id", "due_at", "expires_at")}
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["checkin_id"],
                set_={**changed, "state": "planned", "reason": None},
                where=planned_again,
            )
        )

    async def drop(self, procedure_ids: Sequence[UUID], reason: DropReason) -> list[Dropped]:
        """Drop what is still planned of these procedures."""
        statement = (
            update(milestones)
            .where(milestones.c.procedure_id.in_(procedure_ids), milestones.c.state == "planned")
            .where(milestones.c.procedure_id == procedures.c.procedure_id)
            .values(state="dropped", reason=reason)
            .returning(*(milestones.c[n] for n in ("checkin_id", "procedure_id", "patient_id", "milestone")),
                       procedures.c.clinic_id)
        )  # fmt: skip
        found = (await self._connection.execute(statement)).mappings()
        return [Dropped(**{**row, "milestone": Milestone(row["milestone"])}) for row in found]

    async def claim_due(self, now: datetime, limit: int) -> Sequence[RowMapping]:
        """Milestones whose moment has come, with what their procedure and clinic say, locked for us alone."""
        due = (
            select(milestones.c.checkin_id)
            .where(milestones.c.state == "planned", milestones.c.due_at <= now)
            .order_by(milestones.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        query = (
            select(milestones, procedures.c.clinic_id, procedures.c.timezone, procedures.c.language,
                   clinics.c.hours, clinics.c.country, clinics.c.region)
            .join(due, due.c.checkin_id == milestones.c.checkin_id)
            .join(procedures, procedures.c.procedure_id == milestones.c.procedure_id)
            .join(clinics, clinics.c.clinic_id == procedures.c.clinic_id)
        )  # fmt: skip
        return (await self._connection.execute(query)).mappings().all()

    async def settle(self, outcomes: Sequence[dict[str, object]]) -> None:
        """Write what became of claimed milestones: rows of checkin_id, state, reason and due_at."""
        if not outcomes:
            return
        statement = (
            update(milestones)
            .where(milestones.c.checkin_id == bindparam("b_checkin_id"))
            .values(state=bindparam("b_state"), reason=bindparam("b_reason"), due_at=bindparam("b_due_at"))
        )
        await self._connection.execute(
            statement, [{f"b_{name}": value for name, value in one.items()} for one in outcomes]
        )


def _row(procedure: RowMapping, planned: Planned) -> dict[str, object]:
    names = ("procedure_id", "patient_id", "session")
    identity = checkin_id(procedure["patient_id"], procedure["session"], planned.milestone)
    return {"checkin_id": identity, **{n: procedure[n] for n in names}, **asdict(planned)}
