"""What check-ins remember."""

from aftercare_checkins.store.conversations import Correspondent, Store
from aftercare_checkins.store.overdue import Claims, Overdue
from aftercare_checkins.store.pauses import Pauses
from aftercare_checkins.store.replies import Replies

__all__ = ["Claims", "Correspondent", "Overdue", "Pauses", "Replies", "Store"]
