from __future__ import annotations

from dataclasses import dataclass

_BUSY = frozenset({429, 503})
MORE_INFO = "https://www.twilio.com/docs/errors/{code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """How Twilio's REST API words an error code, and with which HTTP status."""

    status: int
    message: str


EXPIRED = 30036

REFUSALS: dict[int, Refusal] = {
    20001: Refusal(status=400, message="The request is not valid."),
    20003: Refusal(status=401, message="Authenticate"),
    20004: Refusal(status=405, message="Method not allowed"),
    20009: Refusal(status=409, message="The message is not in a final state yet."),
    20404: Refusal(status=404, message="The requested resource was not found"),
    20413: Refusal(status=413, message="The request is too large."),
    20429: Refusal(status=429, message="Too Many Requests"),
    20500: Refusal(status=500, message="Internal Server Error"),
    20503: Refusal(status=503, message="Service is unavailable"),
    21201: Refusal(status=400, message="No 'To' number is specified."),
    21205: Refusal(status=400, message="The Url is not a valid URL."),
    21211: Refusal(status=400, message="The 'To' number is not a valid phone number."),
    21212: Refusal(
        status=400, message="The 'From' number is not a valid phone number, shortcode or sender ID."
    ),
    21213: Refusal(status=400, message="A 'From' phone number is required."),
    21215: Refusal(status=400, message="Calls to this region are not permitted."),
    21219: Refusal(status=400, message="The 'To' number is not verified, and this is a trial account."),
    21408: Refusal(status=400, message="Permission to send an SMS has not been enabled for this region."),
    21602: Refusal(status=400, message="Message body is required."),
    21603: Refusal(status=400, message="A 'From' phone number is required."),
    21604: Refusal(status=400, message="A 'To' phone number is required."),
    21606: Refusal(status=400, message="The 'From' number is not a message-capable Twilio number."),
    21609: Refusal(status=400, message="The 'StatusCallback' URL is not a valid URL."),
    21610: Refusal(status=400, message="Attempt to send to unsubscribed recipient"),
    21611: Refusal(status=429, message="This 'From' number has exceeded its maximum of queued messages."),
    21612: Refusal(status=400, message="The 'To' number is not reachable from this 'From' number."),
    21614: Refusal(status=400, message="'To' number is not a valid mobile number"),
    21617: Refusal(status=400, message="The message body exceeds the 1600 character limit."),
    21626: Refusal(status=400, message="The status callback events are not valid."),
    21635: Refusal(status=400, message="'To' number cannot be a landline"),
    21701: Refusal(status=400, message="The Messaging Service does not exist."),
    90007: Refusal(status=400, message="ValidityPeriod must be between 1 and 36000 seconds."),
}

FAILURES: dict[int, str] = {
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30009: "Missing inbound segment",
    30010: "Message price exceeds max price",
    30011: "MMS not supported by the receiving phone number in this region",
    30017: "Carrier network congestion",
    30018: "Destination carrier requires sender ID pre-registration",
    30019: "Content size exceeds carrier limit",
    30022: "Rate limits of the campaign exceeded",
    30023: "Daily message cap reached",
    30024: "Sender ID not provisioned on carrier",
    30027: "Daily message limit of the carrier reached",
    30032: "Toll-free number has not been verified",
    30033: "Campaign suspended",
    30034: "Message from an unregistered number",
    30035: "Registration of the number pending",
    EXPIRED: "Validity period expired",
    30037: "Outbound messaging disabled",
    30038: "Message taken for a one-time password",
    30039: "Message loop detected",
    30040: "Destination carrier requires sender registration",
    30044: "Message of a trial account is too long",
    30410: "Provider timeout",
    30450: "Message delivery blocked",
}


class TwilioError(Exception):
    """The REST API answers with this code; a code that is not in the table answers as a 400."""

    def __init__(self, code: int, message: str | None = None, *, status: int | None = None) -> None:
        known = REFUSALS.get(code, Refusal(status=400, message="The request was refused."))
        self.code = code
        self.status = known.status if status is None else status
        self.message = known.message if message is None else message
        super().__init__(self.message)

    @property
    def headers(self) -> dict[str, str]:
        """How long to wait, where waiting is what helps."""
        return {"Retry-After": "1"} if self.status in _BUSY else {}

    def body(self) -> dict[str, object]:
        """The error as Twilio's JSON body has it."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": MORE_INFO.format(code=self.code),
            "status": self.status,
        }


def failure_message(code: int | None) -> str | None:
    """What Twilio says beside the code of a message that was not delivered."""
    return None if code is None else FAILURES.get(code, "Unknown error")
