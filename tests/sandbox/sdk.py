"""What the SDK brings along."""

from __future__ import annotations

import pytest

# twilio 9.13 signs in with what aiohttp 3.14 calls deprecated
TOLERATED = [
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The 'auth' parameter is deprecated:DeprecationWarning"),
]
