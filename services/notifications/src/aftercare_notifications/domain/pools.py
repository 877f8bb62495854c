"""Which of our senders a text comes from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from aftercare_notifications.settings.senders import Account, Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """All our senders, the usual one first."""

    senders: Sequence[Sender]

    def named(self, address: str | None) -> Sender | None:
        """The sender at an address, none when it is not ours (any more)."""
        return next((one for one in self.senders if one.address == address), None)

    def at(self, number: str, service_sid: str | None) -> Sender | None:
        """The sender that a text to this number, or through this service, came to; none if it is not ours."""
        wanted = {number, service_sid}
        return next((one for one in self.senders if wanted & {one.address, *one.own_numbers}), None)

    def stopped_by(self, sender: Sender | None, knowing: Sequence[str]) -> Sequence[str]:
        """Of the clinics knowing a phone those that its STOP is for: all, unless the sender is just one's."""
        return knowing if sender is None or sender.clinic_id is None else ()

    def started_by(self, sender: Sender | None, knowing: Sequence[str]) -> Sequence[str]:
        """Of the clinics that know a phone those that its START is for: whose texts come from the sender."""
        return [one for one in knowing if sender in self.of(one)]

    def of(self, clinic_id: str) -> Sequence[Sender]:
        """What a clinic's texts come from: its own senders, or else those of every clinic, or else any."""
        usual = [one for one in self.senders if not one.failover]
        for kept in (clinic_id, None):
            found = [one for one in usual if one.clinic_id == kept]
            if found:
                return found
        return usual

    def choose(self, clinic_id: str, party_id: UUID, *, texted: str | None = None) -> Sender:
        """The sender for a party that has none yet: the number they texted, or else each gets its share."""
        pool = self.of(clinic_id)
        theirs = next((one for one in pool if texted in one.own_numbers), None)
        return theirs or max(pool, key=lambda one: sha256(f"{one.address} {party_id}".encode()).digest())

    def ring(self, clinic_id: str, first: Sender) -> Sequence[Sender]:
        """All that may take a page, in order: the usual sender, its neighbours, those for failover."""
        spare = [one for one in self.senders if one.failover and one.clinic_id in {clinic_id, None}]
        return list(dict.fromkeys((first, *self.of(clinic_id), *spare)))

    def next_for_page(
        self, clinic_id: str, first: Sender, attempts: int, held: Collection[str]
    ) -> Sender | None:
        """What the next attempt at a page goes through: another each time, and none that is held."""
        ring = self.ring(clinic_id, first)
        turn = attempts % len(ring)
        return next((one for one in (*ring[turn:], *ring[:turn]) if not is_held(one, held)), None)

    def in_account(self, account: Account) -> Sequence[Sender]:
        """The senders of an account."""
        return [one for one in self.senders if one.account is account]


def is_held(sender: Sender, held: Collection[str]) -> bool:
    """Whether a sender waits, or its whole account does."""
    return sender.address in held or sender.account in held
