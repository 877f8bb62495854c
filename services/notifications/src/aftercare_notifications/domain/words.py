"""Text as PostgreSQL can keep it."""


def clean(text: str) -> str:
    """Without NUL, which PostgreSQL refuses, and with each half of a broken surrogate pair replaced."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
