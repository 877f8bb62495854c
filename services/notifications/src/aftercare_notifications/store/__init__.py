"""What notifications remembers; where a row and the telling of it are one act, it is done here."""

from aftercare_notifications.store.arrivals import Arrivals
from aftercare_notifications.store.call_progress import CallProgress
from aftercare_notifications.store.calls import Calls, DueCall
from aftercare_notifications.store.claims import Claims, Due
from aftercare_notifications.store.clinics import Clinics
from aftercare_notifications.store.consents import Consents
from aftercare_notifications.store.contacts import Contacts
from aftercare_notifications.store.doubts import Doubts
from aftercare_notifications.store.messages import Messages
from aftercare_notifications.store.paces import Paces
from aftercare_notifications.store.photos import Photos
from aftercare_notifications.store.progress import Progress
from aftercare_notifications.store.senders import Senders
from aftercare_notifications.store.unsettled import Open, Unsettled
from aftercare_notifications.store.watermarks import Watermarks

__all__ = [
    "Arrivals",
    "CallProgress",
    "Calls",
    "Claims",
    "Clinics",
    "Consents",
    "Contacts",
    "Doubts",
    "Due",
    "DueCall",
    "Messages",
    "Open",
    "Paces",
    "Photos",
    "Progress",
    "Senders",
    "Unsettled",
    "Watermarks",
]
