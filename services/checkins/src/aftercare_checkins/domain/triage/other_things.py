from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.signs import SEVERITIES, Finding

_OF_THE_BODY = ("skin", "rash", "itching", "pain", "burning", "redness", "swelling", "soreness", "self")


def is_of_other_things(message: Message, finding: Finding) -> bool:
    """Whether the traffic is awful, or the look "insane how good": nothing of the body is named."""
    clause = message.clause[finding.start]
    other = any(message.clause[mark.start] == clause for mark in message.of("ordinary_things"))
    praised = message.text(finding.end, finding.end + 1) in {"how", "good"} and any(
        message.clause[mark.start] == clause and mark.start >= finding.end
        for mark in message.of_any("fine", "praise")
    )
    return (other or praised) and not any(
        message.clause[mark.start] == clause for name in _OF_THE_BODY for mark in message.of(name)
    )


def is_slang_praise(message: Message, finding: Finding) -> bool:
    """Whether slang praises the looks, and nothing of the body is named: "this fade is deadly"."""
    return (
        "looks_good" in message.groups
        and finding.sign == "severe"
        and message.says("slang_praise", finding.start)
        and not any(name in message.groups for name in (*_OF_THE_BODY, "not_well", "not_improving"))
    )


def is_asked_about(message: Message, finding: Finding) -> bool:
    """Whether the sender asks what the word means: "please define severe"."""
    if "about_scale" not in message.groups or finding.sign not in SEVERITIES:
        return False
    return any(
        mark.end <= finding.start and message.clause[mark.start] == message.clause[finding.start]
        for mark in message.of("about_scale")
    )
