"""How notifications' memory looks in PostgreSQL.

Two times run side by side. `held_until`, `expires_at`, `requested_at`, `taken_at`, `at` and `received_at`
are the clock's, which may be a fast one. `created_at`, `changed_at`, `not_before`, `claimed_at`, `until` and
`filled_at` are PostgreSQL's own: they measure the seconds between us and the carrier.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

METADATA = MetaData()

clinics = Table(
    "clinics",
    METADATA,
    Column("clinic_id", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("language", Text, nullable=False, server_default="en"),
    Column("hours", JSONB, nullable=False),
    Column("country", Text),
    Column("region", Text),
)

contacts = Table(
    "contacts",
    METADATA,
    Column("party_kind", Text, primary_key=True),
    Column("party_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("number", Text),
    Column("given_name", Text),
    Column("family_name", Text),
    Column("timezone", Text),
    Column("language", Text),
    Column("forgotten_at", DateTime(timezone=True)),
)
Index("contacts_number", contacts.c.number, contacts.c.clinic_id)

# What was said about texting a number, one row each time; never changed.
consent_ledger = Table(
    "consent_ledger",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("wording", Text),
    Column("recorded_by", Text),
    Column("at", DateTime(timezone=True), nullable=False),
)
Index("consent_ledger_number", consent_ledger.c.clinic_id, consent_ledger.c.number)

# What holds now, and since when: a text that reaches us late must not undo it.
consents = Table(
    "consents",
    METADATA,
    Column("clinic_id", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

messages = Table(
    "messages",
    METADATA,
    Column("message_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("lane", Text, nullable=False),
    Column("party_kind", Text, nullable=False),
    Column("party_id", Uuid, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("names", JSONB, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("held_until", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False, server_default="requested"),
    Column("sid", Text),
    Column("code", Integer),
    Column("reason", Text),
    Column("number", Text),
    Column("body_sent", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("misses", Integer, nullable=False, server_default="0"),
    Column("blind", Integer, nullable=False, server_default="0"),
    Column("repeats", Integer, nullable=False, server_default="0"),
    Column("sender", Text),
    Column("via", Text),
    Column("claimed_at", DateTime(timezone=True)),
    Column("taken_at", DateTime(timezone=True)),
    Column("not_before", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
Index(
    "messages_due", messages.c.lane, messages.c.held_until, postgresql_where=messages.c.state == "requested"
)
# What a sender sends next: a lane is never read through, however much waits in it.
Index(
    "messages_of_sender",
    messages.c.lane,
    messages.c.sender,
    messages.c.held_until,
    postgresql_where=messages.c.state == "requested",
)
Index(
    "messages_in_doubt",
    messages.c.claimed_at,
    postgresql_where=messages.c.state.in_(("sending", "unknown")),
)
Index("messages_unsettled", messages.c.claimed_at, postgresql_where=messages.c.state.in_(("queued", "sent")))
Index("messages_party", messages.c.party_kind, messages.c.party_id, messages.c.created_at)

# Every text the carrier made of a message of ours: more than one where a safety text was sent again.
copies = Table(
    "copies",
    METADATA,
    Column("sid", Text, primary_key=True),
    Column("message_id", Uuid, nullable=False),
    Column("account_sid", Text),
)

calls = Table(
    "calls",
    METADATA,
    Column("call_id", Uuid, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("party_kind", Text, nullable=False),
    Column("party_id", Uuid, nullable=False),
    Column("language", Text, nullable=False),
    Column("script", JSONB, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False, server_default="requested"),
    Column("sid", Text),
    Column("key", Text),
    Column("result", Text),
    Column("code", Integer),
    Column("number", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("claimed_at", DateTime(timezone=True)),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("not_before", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
Index("calls_unended", calls.c.created_at, postgresql_where=calls.c.state != "ended")
Index("calls_sid", calls.c.sid)
Index("calls_correlation", calls.c.correlation_id)
Index("calls_party", calls.c.party_kind, calls.c.party_id)

# Which of our senders somebody is texted from: always the same one, whatever becomes of the others.
sticky_senders = Table(
    "sticky_senders",
    METADATA,
    Column("party_kind", Text, primary_key=True),
    Column("party_id", Uuid, primary_key=True),
    Column("sender", Text, nullable=False),
)

# How many segments a sender has left to send just now; below nothing when urgent texts went ahead.
paces = Table(
    "paces",
    METADATA,
    Column("sender", Text, primary_key=True),
    Column("level", Double, nullable=False),
    Column("granted", Integer, nullable=False),
    Column("filled_at", DateTime(timezone=True), nullable=False),
)

# Senders and accounts that wait, lane by lane, because the operator must mend something at the carrier.
holds = Table(
    "holds",
    METADATA,
    Column("lane", Text, primary_key=True),
    Column("whose", Text, primary_key=True),
    Column("code", Integer, nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
)

callbacks = Table(
    "callbacks",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("sid", Text, nullable=False),
    Column("message_id", Uuid),
    Column("status", Text, nullable=False),
    Column("code", Integer),
    Column("at", DateTime(timezone=True), nullable=False),
)
Index("callbacks_sid", callbacks.c.sid)

inbound = Table(
    "inbound",
    METADATA,
    Column("message_sid", Text, primary_key=True),
    Column("clinic_id", Text, nullable=False),
    Column("reply_id", Uuid, nullable=False),
    Column("number", Text),
    Column("to_number", Text, nullable=False),
    Column("words", Text),
    Column("photos", Integer, nullable=False),
    Column("party_kind", Text, nullable=False),
    Column("party_id", Uuid, nullable=False),
    Column("candidates", ARRAY(Uuid), nullable=False),
    Column("keyword", Text),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
Index("inbound_reply_id", inbound.c.reply_id)
Index("inbound_party", inbound.c.party_kind, inbound.c.party_id)

# What came along with a text. `at_carrier`: there may be a copy that the carrier is to forget.
photos = Table(
    "photos",
    METADATA,
    Column("photo_id", Uuid, primary_key=True),
    Column("message_sid", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("clinic_id", Text, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("reply_id", Uuid, nullable=False),
    Column("party_kind", Text, nullable=False),
    Column("party_id", Uuid, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("media_sid", Text),
    Column("media_type", Text),
    Column("content", LargeBinary),
    Column("told", Boolean, nullable=False, server_default="false"),
    Column("at_carrier", Boolean, nullable=False, server_default="true"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("not_before", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("message_sid", "position", name="photos_place"),
    UniqueConstraint("message_sid", "media_sid", name="photos_media_once"),
)
Index("photos_waiting", photos.c.not_before, postgresql_where=photos.c.state == "waiting")
Index(
    "photos_to_forget",
    photos.c.not_before,
    postgresql_where=photos.c.at_carrier & photos.c.state.in_(("kept", "erased")),
)
Index("photos_age", photos.c.received_at, postgresql_where=photos.c.state != "erased")
Index("photos_party", photos.c.party_kind, photos.c.party_id)

# Up to when the carrier's lists have been read.
watermarks = Table(
    "watermarks",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("until", DateTime(timezone=True), nullable=False),
)

# For the periods that are over, see retaining.py.
Index("messages_old", messages.c.created_at)
Index(
    "messages_with_words",
    messages.c.created_at,
    postgresql_where=(messages.c.text != "")
    | messages.c.body_sent.is_not(None)
    | messages.c.number.is_not(None),
)
Index("calls_old", calls.c.created_at, postgresql_where=calls.c.state == "ended")
Index("callbacks_old", callbacks.c.at)
Index("inbound_old", inbound.c.created_at)
Index(
    "inbound_with_words",
    inbound.c.created_at,
    postgresql_where=inbound.c.words.is_not(None) | inbound.c.number.is_not(None),
)
Index("consent_ledger_old", consent_ledger.c.at)
