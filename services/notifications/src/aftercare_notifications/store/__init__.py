"""What notifications remembers; where a row and the telling of it are one act, it is done here."""

from aftercare_notifications.store.arrivals import Arrivals
from aftercare_notifications.store.claims import Claims, Due
from aftercare_notifications.store.clinics import Clinics
from aftercare_notifications.store.consents import Consents
from aftercare_notifications.store.contacts import Contacts
from aftercare_notifications.store.doubts import Doubt, Doubts
from aftercare_notifications.store.messages import Messages
from aftercare_notifications.store.progress import Progress

__all__ = [
    "Arrivals",
    "Claims",
    "Clinics",
    "Consents",
    "Contacts",
    "Doubt",
    "Doubts",
    "Due",
    "Messages",
    "Progress",
]
