"""The words by which staff answer a page, in English and Spanish, without accents and apostrophes."""


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


TAKE = _words("""
    ok okay okey k yes y yep yeah yup sure take takes taking taken mine got ack acknowledged calling
    si vale voy tomo tomar mio mia acepto llamo
""")
# A yes that also takes a case from whoever has it: "take over", which are two words, or one of these.
TAKE_OVER = _words("takeover relevo relevar")
OVER, BEFORE_OVER = "over", _words("take takes taking")
# Two words that are a yes together: "I'm on it".
TAKE_TOGETHER = _words("on it")
# Words that may stand around a yes without changing it.
BESIDE = _words("""
    i im ill ive am will it its this that one the a case on now have has me my is please pls thanks thank you
    go going call her him them patient right away lo la el yo caso ya gracias
""")
PASS = _words("""
    no nope n not pass passing skip decline cant cannot couldnt wont dont unable busy never
    paso pasar ocupado ocupada imposible nunca
""")
CLOSE = _words("""
    done close closed closing finished resolved settled
    listo lista hecho cerrar cerrado resuelto terminado
""")
BEFORE_CLOSE = _words("is its now all case caso ya esta")
# The words that our texts ask for: only these close a case that is not named.
CLOSE_PLAINLY = _words("done hecho")
# After these "closed" and the like speak of something else: "closed for lunch", "done with my patient".
AFTER_NO_CLOSE = _words("for with my para con mi")
# A "no" or an "ok" that says how a case ended, and not what the writer will do.
OUTCOME = (
    r"\b(?:all|is|are|was|feels|looks|doing|everything|todo|est[aá])\s+(?:ok|okay)\b"
    r"|\b(?:not|no\s+es)\s+(?:urgent|serious|severe|grave|urgente)\b"
    r"|\b(?:no|no\s+tiene|no\s+hay)\s+(?:more|longer|further|other|sign|signs|fever|pain|swelling|redness|rash|itch"
    r"|itching|infection|bleeding|problems?|m[aá]s|fiebre|dolor|hinchaz[oó]n|infecci[oó]n|problemas?)\b"
)
# A "no" that is none.
POLITE = r"\bno\s+(?:problem|prob|worries|hay\s+problema)\b"
