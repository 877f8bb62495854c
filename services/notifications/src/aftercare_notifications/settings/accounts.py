"""How an account at the carrier is signed in to."""

from dataclasses import dataclass

from pydantic import SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """One account: its token signs by SHA-1, its webhook key by SHA-256, and so do those before."""

    sid: str
    token: SecretStr
    token_before: SecretStr | None = None
    key: SecretStr | None = None
    key_before: SecretStr | None = None
    base_url: str | None = None

    @property
    def tokens(self) -> tuple[str, ...]:
        """The secrets whose SHA-1 signatures count, the present one first."""
        return _told(self.token, self.token_before)

    @property
    def keys(self) -> tuple[str, ...]:
        """The secrets whose SHA-256 signatures count, the present one first."""
        return _told(self.key, self.key_before)


def _told(*secrets: SecretStr | None) -> tuple[str, ...]:
    return tuple(one.get_secret_value() for one in secrets if one is not None)
