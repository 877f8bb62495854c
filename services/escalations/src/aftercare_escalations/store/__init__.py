"""What escalations remembers."""

from aftercare_escalations.store.answers import Answers
from aftercare_escalations.store.cases import Cases
from aftercare_escalations.store.clinics import Clinics
from aftercare_escalations.store.codes import Codes
from aftercare_escalations.store.courses import Courses
from aftercare_escalations.store.drills import Drills
from aftercare_escalations.store.pages import Pages

__all__ = ["Answers", "Cases", "Clinics", "Codes", "Courses", "Drills", "Pages"]
