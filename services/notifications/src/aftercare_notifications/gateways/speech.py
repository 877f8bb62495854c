"""What is said in a call, as TwiML."""

from collections.abc import Mapping
from types import MappingProxyType

from twilio.twiml.voice_response import VoiceResponse

# https://www.twilio.com/docs/voice/twiml/say#attributes-language
_VOICES: Mapping[str, str] = MappingProxyType({"en": "en-US", "es": "es-MX"})
_TIMES = 3  # the greeting is said before the call ends without a key
_LISTENS = 6  # seconds after each


def ask(greeting: str, silent: str, language: str, *, keys_url: str) -> str:
    """Say the greeting and wait for a key, a few times."""
    response = VoiceResponse()
    for _ in range(_TIMES):
        gather = response.gather(action=keys_url, input="dtmf", num_digits=1, timeout=_LISTENS)
        gather.say(greeting, **_voice(language))
    return _end(response, silent, language)


def tell(text: str, language: str) -> str:
    """Say something, and hang up."""
    return _end(VoiceResponse(), text, language)


def ask_again(text: str, language: str, *, url: str) -> str:
    """Say something, and begin anew."""
    response = VoiceResponse()
    response.say(text, **_voice(language))
    response.redirect(url)
    return str(response)


def _end(response: VoiceResponse, text: str, language: str) -> str:
    response.say(text, **_voice(language))
    response.hangup()
    return str(response)


def _voice(language: str) -> dict[str, str]:
    return {"language": _VOICES[language]} if language in _VOICES else {}
