"""Fetching files over HTTP: from the carrier alone, and only what is a picture."""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from sandbox.trial import free_port, serving
from services.notifications.stage import ACCOUNT, TOKEN, settings_with
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from support.media import picture

from aftercare_notifications.domain.photos import NO_PICTURE, TOO_LARGE, Away, Fetched, Picture, Unfit
from aftercare_notifications.gateways.carrier import CarrierUnreachable
from aftercare_notifications.gateways.downloads import Download, NotThere
from aftercare_notifications.gateways.media import TwilioMedia
from aftercare_notifications.gateways.pictures import picture_type

MESSAGE, FILE = "MM" + "0" * 32, "ME" + "0" * 32
SIGNED_IN = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 64
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@dataclass(slots=True)
class Server:
    """Answers as it is told, and remembers who asked how."""

    url: str
    answers: dict[str, Response] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        self.asked.append((request.url.path, request.headers.get("authorization")))
        return self.answers.get(request.url.path, Response(status_code=404))


@pytest.fixture
async def servers() -> AsyncIterator[tuple[Server, Server]]:
    """The carrier, and somebody else."""
    one, other = (Server(f"http://127.0.0.1:{free_port()}") for _ in range(2))
    apps = [
        Starlette(routes=[Route("/{path:path}", server.answer, methods=["GET", "DELETE"])])
        for server in (one, other)
    ]
    ports = [int(server.url.rsplit(":", 1)[1]) for server in (one, other)]
    async with serving(apps[0], ports[0]), serving(apps[1], ports[1]):
        yield one, other


PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}/Media/{FILE}"


async def fetch(carrier: Server, **settings: object) -> Fetched:
    media = TwilioMedia(settings_with(twilio_base_url=carrier.url, **settings))
    try:
        return await media.fetch(MESSAGE, FILE)
    finally:
        await media.close()


def moved(to: str) -> Response:
    return Response(status_code=307, headers={"location": to})


async def test_a_redirect_within_the_carrier_is_followed(servers: tuple[Server, Server]) -> None:
    carrier, _ = servers
    carrier.answers = {PATH: moved("/files/1"), "/files/1": Response(picture("PNG"))}
    assert await fetch(carrier) == Picture("image/png", picture("PNG"))
    assert carrier.asked == [(PATH, SIGNED_IN), ("/files/1", SIGNED_IN)]


@pytest.mark.parametrize(
    "way", ["{other}/files/1", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", ""]
)
async def test_a_redirect_to_anywhere_else_is_not(servers: tuple[Server, Server], way: str) -> None:
    carrier, other = servers
    carrier.answers = {PATH: moved(way.format(other=other.url))}
    other.answers = {"/files/1": Response(picture())}
    assert await fetch(carrier) == Away()
    assert other.asked == []


async def test_circles_end(servers: tuple[Server, Server]) -> None:
    carrier, _ = servers
    carrier.answers = {PATH: moved(PATH)}
    assert await fetch(carrier) == Away()
    assert len(carrier.asked) == 4


@pytest.mark.parametrize(
    ("to", "follows"),
    [
        ("https://mms.twiliocdn.com/AC1/ME1?Expires=1", True),
        ("https://media.us1.twilio.com/ME1", True),
        ("http://mms.twiliocdn.com/ME1", False),
        ("https://mms.twiliocdn.com:8443/ME1", False),
        ("https://twiliocdn.com.evil.example/ME1", False),
        ("https://eviltwiliocdn.com/ME1", False),
        ("https://mms.twiliocdn.com@evil.example/ME1", False),
        ("//evil.example/ME1", False),
        ("/2010-04-01/other", True),
    ],
)
def test_which_addresses_are_the_carriers(to: str, follows: bool) -> None:  # noqa: FBT001 - a column
    home = "https://api.twilio.com"
    download = Download(home=home, url=f"{home}{PATH}", authorization=SIGNED_IN, largest=1)
    if follows:
        assert download.moved_to(to).home == home
    else:
        with pytest.raises(NotThere):
            download.moved_to(to)


async def test_a_large_file_is_not_read_to_its_end(servers: tuple[Server, Server]) -> None:
    carrier, _ = servers
    carrier.answers = {PATH: Response(picture() + b"\0" * 5000)}
    assert await fetch(carrier, photo_largest=4000) == Unfit(TOO_LARGE)


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
async def test_what_is_not_handed_over_may_be_later(servers: tuple[Server, Server], status: int) -> None:
    carrier, _ = servers
    carrier.answers = {PATH: Response(status_code=status)}
    assert await fetch(carrier) == Away()


async def test_a_carrier_that_is_away_is_asked_later() -> None:
    media = TwilioMedia(settings_with(twilio_base_url=f"http://127.0.0.1:{free_port()}", carrier_timeout=1))
    assert await media.fetch(MESSAGE, FILE) == Away()
    with pytest.raises(CarrierUnreachable):
        await media.of_message(MESSAGE)
    with pytest.raises(CarrierUnreachable):
        await media.delete(MESSAGE, FILE)
    await media.close()


async def test_a_file_that_says_it_is_a_picture_and_is_none_is_not_shown(
    servers: tuple[Server, Server],
) -> None:
    carrier, _ = servers
    carrier.answers = {PATH: Response(SVG, media_type="image/png")}
    assert await fetch(carrier) == Unfit(NO_PICTURE)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("GIF"), "image/gif"),
        (picture("WEBP"), "image/webp"),
        (picture("BMP"), None),
        (picture("TIFF"), None),
        (VIDEO, None),
        (SVG, None),
        (b"<html><script>alert(1)</script></html>", None),
        (b"%PDF-1.7", None),
        (b"", None),
        (picture("PNG")[:40], None),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 100, None),
        (b"\xff\xd8\xff" + b"\0" * 40, None),
    ],
)
def test_what_a_file_is_shows_in_its_content(content: bytes, kind: str | None) -> None:
    assert picture_type(content) == kind


def test_a_picture_that_would_fill_the_memory_is_none() -> None:
    bomb = bytearray(picture("PNG"))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    assert picture_type(bytes(bomb)) is None


async def test_a_photo_that_came_to_the_second_account_is_found_and_deleted_there(
    servers: tuple[Server, Server],
) -> None:
    first, second = servers
    other = "AC" + "b2" * 16
    path = f"/2010-04-01/Accounts/{other}/Messages/{MESSAGE}/Media/{FILE}"
    second.answers = {path: Response(picture())}
    settings = settings_with(
        twilio_base_url=first.url,
        twilio_backup_account_sid=other,
        twilio_backup_auth_token="the other account's token",
        twilio_backup_base_url=second.url,
    )
    media = TwilioMedia(settings)
    assert await media.fetch(MESSAGE, FILE) == Picture("image/jpeg", picture())
    await media.delete(MESSAGE, FILE)
    await media.close()
    signed_in = "Basic " + base64.b64encode(f"{other}:the other account's token".encode()).decode()
    assert second.asked[0] == (path, signed_in)
    assert second.asked[-1] == (f"{path}.json", signed_in)
    assert {told for _, told in first.asked} == {SIGNED_IN}
