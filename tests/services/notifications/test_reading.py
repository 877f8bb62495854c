"""What came from a phone, and what is shown of names."""

from uuid import uuid4

import pytest
from support.builders_notifications import MAYA, patient, staff
from support.events import CLINIC

from aftercare_contracts import Keyword, Party, PartyKind
from aftercare_notifications.domain.contacts import Contact, render
from aftercare_notifications.domain.keywords import keyword
from aftercare_notifications.domain.words import clean
from aftercare_notifications.domain.writers import home_of, stranger, who_wrote


@pytest.mark.parametrize(
    ("words", "opted_out", "kind", "meant"),
    [
        ("STOP", False, None, Keyword.STOP),
        ("  unsubscribe\n", False, None, Keyword.STOP),
        ("Opt  Out", False, None, Keyword.STOP),
        ("baja", False, None, Keyword.STOP),
        ("STOP.", False, None, None),  # neither is it one for Twilio
        ("stop texting me, my face is swelling", False, None, None),
        ("yes", False, None, None),
        ("yes", True, None, Keyword.START),
        ("Help", False, None, Keyword.HELP),
        ("", False, None, None),
        ("Arret", False, "STOP", Keyword.STOP),
        ("stop, my face is swelling", False, "STOP", None),  # to be read, whatever the carrier did
        ("STOP", True, "START", Keyword.STOP),
        ("yes", False, "START", None),
        ("unstop", True, "START", Keyword.START),
        ("info", False, "HELP", Keyword.HELP),
        ("fine", False, "SOMETHING", None),
    ],
)
def test_keywords_stand_alone(
    words: str, *, opted_out: bool, kind: str | None, meant: Keyword | None
) -> None:
    assert keyword(words, opted_out=opted_out, opt_out_type=kind) is meant


MAYA_ORTIZ, LUZ, NORA = patient("Maya Ortiz"), patient("Luz Ortiz"), staff("Nora")


@pytest.mark.parametrize(
    ("words", "here", "pages", "writer"),
    [
        ("it burns", [MAYA_ORTIZ], [], MAYA_ORTIZ),
        ("take k7", [NORA], [], NORA),
        ("it burns", [NORA, MAYA_ORTIZ], ["Case K7"], MAYA_ORTIZ),
        ("TAKE K7", [NORA, MAYA_ORTIZ], ["Case K7"], NORA),
        ("k7.", [NORA, MAYA_ORTIZ], ["Case K7"], NORA),
        ("k8", [NORA, MAYA_ORTIZ], ["Case K7"], MAYA_ORTIZ),
        ("2", [NORA, MAYA_ORTIZ], ["Case K7: reply 1 or 2"], MAYA_ORTIZ),
        ("case k7 my own rash is bad", [NORA, MAYA_ORTIZ], ["Case K7"], MAYA_ORTIZ),
        ("it burns", [], [], stranger(CLINIC, MAYA)),
        ("it burns", [MAYA_ORTIZ, LUZ], [], stranger(CLINIC, MAYA)),
        ("it burns", [NORA, MAYA_ORTIZ, LUZ], ["Case K7"], stranger(CLINIC, MAYA)),
        ("K7", [NORA, MAYA_ORTIZ, LUZ], ["Case K7"], NORA),
    ],
)
def test_who_wrote(words: str, here: list[Party], pages: list[str], writer: Party) -> None:
    assert who_wrote(words, here, pages=pages, clinic_id=CLINIC, number=MAYA).party == writer


def test_a_stranger_is_the_same_one_every_time_and_another_in_another_clinic() -> None:
    assert stranger("main", MAYA) == stranger("main", MAYA) != stranger("harbor", MAYA)


def test_names_are_shown_as_far_as_they_are_known() -> None:
    maya = Contact(party=patient("Maya"), number=MAYA, given_name="maya", family_name="ortiz")
    nameless = Contact(party=staff("Nora"), number=None)
    names = {"a": maya.party, "b": nameless.party, "c": Party(kind=PartyKind.STRANGER, id=uuid4())}
    known = {one.party: one for one in (maya, nameless)}
    assert render("{a} {b} {c} {d}", names, known, reader=PartyKind.STAFF) == "M.O. a colleague a caller {d}"


@pytest.mark.parametrize(
    ("reader", "number", "text"),
    [
        (PartyKind.STAFF, MAYA, f"Call {MAYA}."),
        (PartyKind.STAFF, None, "Call a caller."),
        (PartyKind.PATIENT, MAYA, "Call a caller."),
        (PartyKind.STRANGER, MAYA, "Call a caller."),
    ],
)
def test_only_staff_are_shown_the_number_of_a_caller(
    reader: PartyKind, number: str | None, text: str
) -> None:
    caller = Contact(party=Party(kind=PartyKind.STRANGER, id=uuid4()), number=number)
    assert render("Call {who}.", {"who": caller.party}, {caller.party: caller}, reader=reader) == text


@pytest.mark.parametrize(
    ("knowing", "home"),
    [
        ([], "main"),
        (["main"], "main"),
        (["north"], "north"),
        (["main", "north"], "main"),
        (["a", "b"], "main"),
    ],
)
def test_a_text_is_for_the_one_other_clinic_that_knows_the_number(knowing: list[str], home: str) -> None:
    assert home_of("main", knowing) == home


def test_words_are_cleaned_of_what_postgresql_refuses() -> None:
    assert clean("se\0vere \ud83d rash \U0001f622") == "severe ? rash \U0001f622"
