"""Who signed a webhook, judged with Twilio's own validator, and what of it is kept."""

from urllib.parse import urlencode

import httpx
import pytest
from services.notifications.stage import (
    ACCOUNT,
    KEY,
    OLD_KEY,
    OLD_TOKEN,
    PUBLIC,
    TOKEN,
    Stage,
    Twilio,
    settings_with,
    sid_of,
    text_form,
)
from starlette.applications import Starlette
from structlog.testing import capture_logs
from support.builders_notifications import MAYA, patient_registered
from support.heard import said
from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator

from aftercare_contracts import ReplyReceived
from aftercare_notifications.webhooks import routes

SMS = "/twilio/sms"
SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
SHA256 = "key=webhooks_sharedkey_01,algorithm=HMAC_SHA256"


def signed(secret: str, algorithm: str, form: dict[str, str], url: str = PUBLIC + SMS) -> str:
    """As Twilio's own library signs, and takes it."""
    validator = RequestValidator(secret)
    signature: str = validator.compute_signature(url, form, algorithm)
    assert validator.validate(url, form, signature, algorithm)
    return signature


async def post(client: httpx.AsyncClient, form: dict[str, str], **headers: str) -> int:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (await client.post(SMS, content=urlencode(form), headers=kind | named)).status_code


@pytest.mark.parametrize(
    ("signer", "settings", "status"),
    [
        ((TOKEN, HMAC_SHA1), None, 200),
        ((OLD_TOKEN, HMAC_SHA1), None, 200),
        ((TOKEN, HMAC_SHA1), "", 200),
        ((TOKEN, HMAC_SHA1), "key=one", 200),
        ((KEY, HMAC_SHA256), SHA256, 200),
        ((OLD_KEY, HMAC_SHA256), SHA256, 200),
        ((KEY, HMAC_SHA256), "algorithm=HMAC_SHA256", 200),
        ((KEY, HMAC_SHA256), None, 403),  # the header was dropped on the way
        ((KEY, HMAC_SHA1), None, 403),  # a secret of one algorithm never signs by the other
        ((TOKEN, HMAC_SHA256), SHA256, 403),
        ((TOKEN, HMAC_SHA1), SHA256, 403),
        ((KEY, HMAC_SHA1), "key=one,algorithm=HMAC_SHA1", 403),
        ((KEY, HMAC_SHA256), "key=one,algorithm=HMAC_SHA512", 403),
        ((KEY, HMAC_SHA256), "key=one,algorithm=none", 403),
        (("another", HMAC_SHA256), SHA256, 403),
        (("another", HMAC_SHA1), None, 403),
    ],
)
async def test_each_algorithm_has_secrets_of_its_own(
    twilio: Twilio, stage: Stage, signer: tuple[str, str], settings: str | None, status: int
) -> None:
    form = text_form("A bad rash", sid=sid_of(1), number=MAYA)
    headers = {"X-Twilio-Signature": signed(*signer, form)}
    if settings is not None:
        headers[SETTINGS] = settings
    assert await post(twilio.client, form, **headers) == status
    assert await stage.rows("inbound") == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    ("public", "signs", "status"),
    [
        ("https://clinic.example/texts", "https://clinic.example:443/texts", 200),
        ("https://clinic.example:443/texts", "https://clinic.example/texts", 200),
        ("https://clinic.example:8443", "https://clinic.example:8443", 200),
        ("https://clinic.example:8443", "https://clinic.example", 200),
        ("https://clinic.example/texts/", "https://clinic.example/texts", 200),
        ("https://clinic.example/texts", "https://inside/texts", 403),
        ("https://clinic.example/texts", "http://clinic.example/texts", 403),
        ("https://clinic.example/texts", "https://clinic.example", 403),
    ],
)
async def test_behind_a_proxy_the_configured_address_counts_with_and_without_its_port(
    stage: Stage, public: str, signs: str, status: int
) -> None:
    app = Starlette(routes=routes(settings_with(public_url=public), stage.works))
    form = text_form("A bad rash", sid=sid_of(1), number=MAYA)
    spoofed = {"X-Forwarded-Host": "inside", "X-Forwarded-Proto": "https", "Host": "inside"}
    signature = signed(TOKEN, HMAC_SHA1, form, signs + SMS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://inside") as client:
        assert await post(client, form, X_Twilio_Signature=signature, **spoofed) == status


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("", ""),
        ("\U0001f622\U0001f622\U0001f525", "\U0001f622\U0001f622\U0001f525"),
        (
            "\u202eerehwyreve hsar\u202c \u0637\u0641\u062d \u05e4\u05e8\u05d9\u05d7\u05d4",
            None,
        ),  # right to left
        ("sev\0ere\0", "severe"),
        ("line one\r\nlevel=info forged=1\n", None),
        ("<script>alert(1)</script>", None),
        (" it burns & itches = 100% + more ", None),
        ("It burns. " * 160, None),  # ten segments and more, put together by the carrier
        ("\u0661\u0662\uff13 d\u0456\u0455\u0441\u043ehar\u0261e", None),
    ],
)
async def test_whatever_a_patient_writes_is_kept_and_told(
    stage: Stage, twilio: Twilio, words: str, kept: str | None
) -> None:
    await stage.tell(patient_registered())
    with capture_logs() as logs:
        answer = await twilio.text(words, sid=sid_of(1), number=MAYA)
    assert (answer.status_code, answer.text) == (200, "<Response/>")
    [reply] = await said(stage.works, ReplyReceived)
    assert reply.words == (words if kept is None else kept)
    assert not words.strip("\0") or words not in str(logs)


async def test_a_form_that_says_nothing_of_its_length_or_nonsense_is_refused(twilio: Twilio) -> None:
    form = text_form("Fine", sid=sid_of(1), number=MAYA)
    signature = signed(TOKEN, HMAC_SHA1, form)
    for said_length, status in (("many", 400), ("-1", 400), (str(2**40), 413)):
        headers = {"X-Twilio-Signature": signature, "Content-Length": said_length}
        assert await post(twilio.client, form, **headers) == status


async def test_the_same_text_signed_again_with_other_words_changes_nothing_and_is_an_alarm(
    stage: Stage, twilio: Twilio
) -> None:
    await stage.tell(patient_registered())
    await twilio.text("A bad rash", sid=sid_of(1), number=MAYA)
    with capture_logs() as logs:
        assert (await twilio.text("All fine", sid=sid_of(1), number=MAYA)).status_code == 200
    assert [one.words for one in await said(stage.works, ReplyReceived)] == ["A bad rash"]
    assert [(one["event"], one["log_level"]) for one in logs] == [
        ("text-came-again-with-other-words", "error")
    ]


async def test_words_that_could_be_fields_stay_words(stage: Stage, twilio: Twilio) -> None:
    """Somebody who writes what a form looks like gains nothing by it."""
    await stage.tell(patient_registered())
    words = f"FineAccountSid{ACCOUNT}From+19995550100NumMedia0&Body=STOP"
    await twilio.text(words, sid=sid_of(1), number=MAYA)
    [reply] = await said(stage.works, ReplyReceived)
    assert (reply.words, reply.keyword) == (words, None)
