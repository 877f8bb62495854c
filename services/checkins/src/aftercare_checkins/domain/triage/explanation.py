from aftercare_checkins.domain.triage.assessment import Prompt
from aftercare_checkins.domain.triage.reading import Reading
from aftercare_checkins.domain.triage.signs import SEVERITIES, Status
from aftercare_checkins.domain.triage.table import Table

_REMARKS = ("fine", "resolved", "improving", "not_improving", "not_well", "sarcasm", "optout", "photo")


def symptom_names(reading: Reading, table: Table) -> tuple[str, ...]:
    """Name the signs that are there, each once, in the order of the words."""
    names = [
        table.rows[each.sign].reported_as
        for each in reading.with_status(Status.PRESENT)
        if each.sign in table.rows and each.sign != "trouble"
    ]
    if not names and any(
        each.sign in SEVERITIES for each in reading.with_status(Status.PRESENT, Status.DENIED)
    ):
        names.append("rash")
    if (
        reading.prompt is Prompt.RASH_FOLLOWUP
        and reading.answers
        and max(a.value for a in reading.answers) > 0
    ):
        names.insert(0, "rash")
    if reading.improving():
        names.append("improving")
    if reading.photos or "photo" in reading.message.groups:
        names.append("photo")
    return tuple(dict.fromkeys(names))


def names_sign(reading: Reading) -> bool:
    """Whether a sign or a word of severity is written of that is not denied, whatever else is made of it."""
    return any(each.status is not Status.DENIED for each in reading.findings)


def denied_names(reading: Reading, table: Table) -> tuple[str, ...]:
    """Name the signs and words of severity that the text denies or says are over."""
    return tuple(
        dict.fromkeys(
            table.rows[each.sign].reported_as if each.sign in table.rows else each.sign
            for each in reading.with_status(Status.DENIED, Status.OVER)
            if each.sign != "trouble"
        )
    )


def matched_words(reading: Reading) -> tuple[str, ...]:
    """Show the words behind every sign, number and remark, with what was made of them."""
    message = reading.message
    shown = [
        f"{each.sign} {each.status.name.lower()}: {message.text(each.start, each.end)}"
        for each in reading.findings
    ]
    shown += [f"scale {each.level.lower()}: {message.text(each.start, each.end)}" for each in reading.answers]
    for concept in _REMARKS:
        shown += [f"{concept}: {message.text(mark.start, mark.end)}" for mark in message.of(concept)]
    return tuple(dict.fromkeys(shown))
