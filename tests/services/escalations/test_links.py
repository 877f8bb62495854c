import re

import pytest
from pydantic import SecretStr
from support.builders_escalations import concern, rota_changed, staff_reply
from support.desk_escalations import SETTINGS, Desk
from support.events import id_of
from support.heard import said

from aftercare_contracts import CaseOpened, MessageRequested, Purpose
from aftercare_contracts.links import is_signed
from aftercare_escalations.settings import EscalationsSettings


def link_in(text: MessageRequested) -> str:
    (link,) = re.findall(r"https://care\.example\.org/k/(\S+)$", text.text)
    return str(link)


async def test_each_text_about_a_case_links_to_it_for_whom_it_is_sent_to_and_nobody_else(desk: Desk) -> None:
    await desk.hear(rota_changed("Lena", "Omar"), concern("Amira"))
    await desk.pass_by(minutes=15)
    await desk.hear(staff_reply("Omar", await desk.code()), concern("Amira", number=2))
    (opened,) = await said(desk.works, CaseOpened)
    secrets = [SETTINGS.link_secret.get_secret_value()]
    lena, omar, news = await desk.messages(Purpose.PAGE)
    yours = (await desk.messages(Purpose.NOTICE))[0]
    for text, name, other in (
        (lena, "Lena", "Omar"),
        (omar, "Omar", "Lena"),
        (yours, "Omar", "Lena"),
        (news, "Omar", "Lena"),
    ):
        link = link_in(text)
        assert is_signed(link, secrets, case_id=opened.case_id, staff_id=id_of(name))
        assert not is_signed(link, secrets, case_id=opened.case_id, staff_id=id_of(other))
        assert len(text.text) <= 160


def test_behind_https_the_secret_that_everybody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_DATABASE_URL", "postgresql+asyncpg://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("AFTERCARE_AMQP_URL", "amqp://nobody@127.0.0.1:1/")
    monkeypatch.setenv("AFTERCARE_CONSOLE_URL", "https://care.example.org")
    monkeypatch.setenv("AFTERCARE_LINK_SECRET", "trial-link-secret-for-this-machine")
    with pytest.raises(SystemExit, match="AFTERCARE_LINK_SECRET"):
        EscalationsSettings.load()
    monkeypatch.setenv("AFTERCARE_CONSOLE_URL", "http://localhost:8080")
    loaded = EscalationsSettings.load()
    assert loaded.link_secret == SecretStr("trial-link-secret-for-this-machine")
