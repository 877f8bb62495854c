"""What scheduling keeps, and what of it may go when its time is over: never what is still planned."""

from aftercare_chassis.retention import Rule, removing
from aftercare_scheduling.tables import milestones

KEEPS = (
    Rule(kind="milestones", sweep=removing(milestones, milestones.c.due_at, milestones.c.state != "planned")),
)
