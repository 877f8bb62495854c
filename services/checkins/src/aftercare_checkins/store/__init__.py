"""What check-ins remember."""

from aftercare_checkins.store.conversations import Correspondent, Overdue, Store
from aftercare_checkins.store.replies import Replies

__all__ = ["Correspondent", "Overdue", "Replies", "Store"]
