"""The words by which staff answer a page, in English and Spanish, without accents and apostrophes."""


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


TAKE = _words("""
    ok okay okey k yes y yep yeah yup sure take takes taking taken mine got ack acknowledged calling
    si vale voy tomo tomar mio mia acepto llamo
""")
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
# A "no" that is none.
POLITE = r"\bno\s+(?:problem|prob|worries|hay\s+problema)\b"
