"""Removing what has been kept long enough: batch by batch, once an hour, never what is still at work."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Table, delete, func, select, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from aftercare_chassis import metrics
from aftercare_chassis.jobs import Job
from aftercare_chassis.kinds import KINDS
from aftercare_chassis.tables import inbox
from aftercare_chassis.unit_of_work import Works

BATCH = 1000  # rows of one transaction
_EVERY = 3600.0  # seconds between two looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff:
    """What is older may go; where the clock runs fast, it must be so by PostgreSQL's clock too."""

    at: datetime
    age: timedelta

    def passed(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether a moment lies before it."""
        return column < func.least(self.at, func.now() - self.age)


Sweep = Callable[[AsyncConnection, Cutoff], Awaitable[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What removes a batch of one kind of data, and says how many rows it took."""

    kind: str
    sweep: Sweep


def removing(
    table: Table, age: ColumnElement[Any], only: ColumnElement[bool] | None = None, *, batch: int = BATCH
) -> Sweep:
    """Delete rows by their age, the oldest first; `only` is what may go at all."""

    async def sweep(connection: AsyncConnection, cutoff: Cutoff) -> int:
        key = tuple_(*table.primary_key.columns)
        statement = delete(table).where(key.in_(_old(table, age, only, cutoff, batch)))
        return _count(await connection.execute(statement))

    return sweep


def blanking(
    table: Table,
    age: ColumnElement[Any],
    only: ColumnElement[bool],
    values: Mapping[str, Any],
    *,
    batch: int = BATCH,
) -> Sweep:
    """Empty columns of rows by their age; `only` must no longer hold of a row that was emptied."""

    async def sweep(connection: AsyncConnection, cutoff: Cutoff) -> int:
        key = tuple_(*table.primary_key.columns)
        statement = update(table).where(key.in_(_old(table, age, only, cutoff, batch))).values(dict(values))
        return _count(await connection.execute(statement))

    return sweep


INBOX = Rule(kind="inbox", sweep=removing(inbox, inbox.c.received_at))


def retention(rules: Sequence[Rule], days: Mapping[str, int]) -> Job:
    """The job of a service: a batch of each rule in its own transaction, again at once while any was full."""
    looked_at: dict[str, float] = {}

    async def retain(works: Works) -> bool:
        more = False
        for rule in rules:
            if time.monotonic() - looked_at.get(rule.kind, float("-inf")) < _EVERY:
                continue
            age = timedelta(days=days.get(rule.kind, KINDS[rule.kind].days))
            async with works.begin() as work:
                count = await rule.sweep(work.connection, Cutoff(at=work.now - age, age=age))
            metrics.RETIRED.labels(rule.kind).inc(count)
            if count < BATCH:
                looked_at[rule.kind] = time.monotonic()
            more = more or count >= BATCH
        return more

    return Job(name="retain", run=retain)


def _old(
    table: Table, age: ColumnElement[Any], only: ColumnElement[bool] | None, cutoff: Cutoff, batch: int
) -> Any:
    query = select(*table.primary_key.columns).where(cutoff.passed(age), true() if only is None else only)
    return query.order_by(age).limit(batch).with_for_update(skip_locked=True)


def _count(result: CursorResult[Any]) -> int:
    return result.rowcount
