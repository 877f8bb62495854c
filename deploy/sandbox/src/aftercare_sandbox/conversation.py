from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from aftercare_sandbox.call_parameters import call_parameters
from aftercare_sandbox.callbacks import Post
from aftercare_sandbox.domain.call import CallStatus
from aftercare_sandbox.line import HungUp
from aftercare_sandbox.verbs import Gather, Hangup, NotTwiml, Redirect, Say, read_verbs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aftercare_sandbox.callbacks import Callbacks
    from aftercare_sandbox.hub import Hub
    from aftercare_sandbox.line import Line
    from aftercare_sandbox.settings import Settings
    from aftercare_sandbox.state import State
    from aftercare_sandbox.verbs import Verb

_MOST_DOCUMENTS = 20
_CHARACTERS_PER_S = 15  # spoken; keys count while something is said
# What Twilio says when a document cannot be had, https://www.twilio.com/docs/api/errors/11200.
_APPLICATION_ERROR = "We are sorry, an application error has occurred. Goodbye."


class Conversation:
    """Says what the webhook's TwiML tells it to, and posts the keys that are pressed."""

    def __init__(self, *, settings: Settings, state: State, callbacks: Callbacks, hub: Hub) -> None:
        self._settings = settings
        self._state = state
        self._callbacks = callbacks
        self._hub = hub

    async def hold(self, sid: str, url: str, line: Line) -> None:
        """Go from document to document until one ends the call, or the phone is put down."""
        keys = ""
        try:
            for _ in range(_MOST_DOCUMENTS):
                following = await self._say(sid, await self._fetch(sid, url, keys), line)
                if following is None:
                    return
                url, keys = urljoin(url, following[0]), following[1]
        except NotTwiml:
            self._hear(sid, _APPLICATION_ERROR)
        except HungUp:
            return

    async def _fetch(self, sid: str, url: str, keys: str) -> Sequence[Verb]:
        call = self._state.calls.get(sid)
        if call is None:
            raise HungUp
        params = call_parameters(call, CallStatus.IN_PROGRESS, account_sid=self._settings.account_sid)
        outcome = await self._callbacks.deliver(
            Post(
                kind="voice",
                sid=sid,
                status=call.status,
                url=url,
                params=params | ({"Digits": keys, "msg": "Gather End"} if keys else {}),
                attempts=1,
                give_up_after_s=0,
            )
        )
        if not outcome.taken:
            raise NotTwiml
        return read_verbs(outcome.answer)

    async def _say(self, sid: str, verbs: Sequence[Verb], line: Line) -> tuple[str, str] | None:
        """Do what the verbs say; the document that follows and the keys that led to it, or None."""
        for verb in verbs:
            match verb:
                case Say(text):
                    self._hear(sid, text)
                case Gather():
                    keys = await self._gather(sid, verb, line)
                    if keys and verb.action is not None:
                        return verb.action, keys
                case Redirect(url):
                    return url, ""
                case Hangup():
                    return None
        return None

    async def _gather(self, sid: str, gather: Gather, line: Line) -> str:
        said = " ".join(one.text for one in gather.says)
        self._hear(sid, said)
        keys = await line.keys(gather.timeout_s + len(said) / _CHARACTERS_PER_S)
        if keys:
            self._state.calls.change(sid, lambda now: replace(now, pressed=now.pressed + keys))
        return keys

    def _hear(self, sid: str, text: str) -> None:
        call = self._state.calls.change(sid, lambda now: replace(now, heard=(*now.heard, text)))
        if call is not None:
            self._hub.say("phone", call.phone)
