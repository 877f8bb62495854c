"""What the operator decides for every service."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from aftercare_chassis.kinds import KINDS


class ServiceSettings(BaseSettings):
    """Read from `AFTERCARE_…` in the environment, or from files of that name, lower case, in /run/secrets."""

    model_config = SettingsConfigDict(
        env_prefix="AFTERCARE_", extra="ignore", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    database_url: SecretStr = Field(description="postgresql+asyncpg://role:password@host:port/database")
    amqp_url: SecretStr = Field(description="amqp://user:password@host:port/vhost")
    http_host: str = Field(default="127.0.0.1", description="Address the service listens on")
    http_port: int = Field(default=8000, ge=0, le=65535)
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    clock_file: Path | None = Field(
        default=None, description="Runs the clock as the file says; for trials only"
    )
    tick: float = Field(default=1.0, gt=0, description="Seconds between looks for due work")
    prefetch: int = Field(default=200, ge=1, le=1000, description="Messages in hand per queue")
    group: int = Field(default=100, ge=1, le=500, description="Messages that may share one transaction")
    pool: int = Field(default=8, ge=2, description="Database connections of this process")
    give_up: float = Field(
        default=300.0, gt=0, description="Seconds after which a process whose work is stuck ends itself"
    )
    keep_days: dict[str, int] = Field(
        default_factory=dict, description='Other periods than docs/retention.md has, as {"timeline": 3653}'
    )
    drain: float = Field(default=10.0, gt=0, description="Seconds to finish what is in hand when stopping")

    @field_validator("keep_days")
    @classmethod
    def _are_known_and_long_enough(cls, value: dict[str, int]) -> dict[str, int]:
        for kind, days in value.items():
            if kind not in KINDS:
                raise ValueError(f"there is no kind of data {kind}; there are {', '.join(KINDS)}")
            if days < KINDS[kind].least:
                raise ValueError(f"{kind} must be kept for at least {KINDS[kind].least} days")
        return value

    @classmethod
    def load(cls) -> Self:
        """Read the settings; exits with a message that names each missing or wrong one."""
        secrets = Path("/run/secrets")
        try:
            return cls(_secrets_dir=secrets if secrets.is_dir() else None)
        except ValidationError as error:
            raise SystemExit("\n".join(_sentence(cls, problem) for problem in error.errors())) from None


def _sentence(settings: type[ServiceSettings], problem: object) -> str:
    assert isinstance(problem, dict)
    name = str(problem["loc"][0])
    variable = name if name.startswith("AFTERCARE_") else f"AFTERCARE_{name.upper()}"
    field = settings.model_fields.get(name)
    meaning = f" ({field.description})" if field is not None and field.description else ""
    return f"{variable}: {problem['msg']}{meaning}. Set it in the environment or in /run/secrets."
