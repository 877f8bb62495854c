"""The words by which staff answer a page, in English and Spanish, without accents and apostrophes."""

TAKE = frozenset(
    "ok okay okey k yes y yep yeah yup sure take takes taking taken mine got ack acknowledged"
    " calling si vale voy tomo tomar mio mia acepto llamo".split()
)
# Two words that are a yes together: "I'm on it".
TAKE_TOGETHER = frozenset({"on", "it"})
# Words that may stand around a yes without changing it.
BESIDE = frozenset(
    "i im ill ive am will it its this that one the a case on now have has me my is please pls thanks thank"
    " you go going call her him them patient right away lo la el yo me caso ya gracias".split()
)
PASS = frozenset(
    "no nope n not pass passing skip decline cant cannot couldnt wont dont unable busy never"
    " paso pasar ocupado ocupada imposible nunca".split()
)
CLOSE = frozenset(
    "done close closed closing finished resolved settled listo lista hecho cerrar cerrado resuelto terminado".split()
)
BEFORE_CLOSE = frozenset("is its now all case caso ya esta".split())
# A "no" that is none.
POLITE = r"\bno\s+(?:problem|prob|worries|hay\s+problema)\b"
