"""Run notifications, or its migrations."""

import sys

from aftercare_chassis.commands import main
from aftercare_notifications.app import build
from aftercare_notifications.settings import NotificationsSettings

if __name__ == "__main__":
    sys.exit(main("aftercare_notifications", NotificationsSettings, build))
