"""Whether all is well, as somebody outside may be told for as long as it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What should not be, counted; each has waited for longer than it should."""

    unpaged: int  # cases that are open, and nobody is paged about them
    unsent: int  # cases, calls and events whose moment has come, and nothing happens
    undelivered: int  # cases that are open, and no page of their round is known to have arrived
    drill_missed: bool

    @property
    def content(self) -> bool:
        """Whether there is nothing to worry about."""
        return not (self.unpaged or self.unsent or self.undelivered or self.drill_missed)
