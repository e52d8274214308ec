"""An arrival, the passes and phones by which volunteers work at a door, what phones wrote, and the lists on paper."""

from datetime import date, datetime

from tortoise import fields
from tortoise.models import Model

from outreach.db import UtcDatetimeField
from outreach.lessons import Lesson
from outreach.registration import Registration
from outreach.venues import Centre


class Arrival(Model):
    """Somebody came. ``standing`` until undone; a partial unique index keeps one standing row per registration."""

    id = fields.BigIntField(primary_key=True)
    city_id = fields.IntField()
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "outreach.Registration", on_delete=fields.RESTRICT
    )
    registration_id: int
    at: datetime = UtcDatetimeField()
    by = fields.CharField(max_length=40)
    method = fields.CharField(max_length=8)
    standing = fields.BooleanField(default=True)
    undone_at: datetime | None = UtcDatetimeField(null=True)
    undone_by = fields.CharField(max_length=40, default="")
    undone_reason = fields.CharField(max_length=200, default="")

    class Meta:
        table = "arrivals"
        indexes = (("lesson_id", "standing"), ("registration_id",))


class DoorPass(Model):
    """A volunteer's link for one class on its day; only the SHA-256 of its secret is kept."""

    id = fields.IntField(primary_key=True)
    city_id = fields.IntField()
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    label = fields.CharField(max_length=60)
    secret_hash = fields.CharField(max_length=64, unique=True)
    issued_by = fields.CharField(max_length=40)
    issued_at: datetime = UtcDatetimeField()
    expires_at: datetime = UtcDatetimeField()
    revoked_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "door_passes"
        indexes = (("lesson_id",),)


class Roster(Model):
    """A list for the door as it was printed: ``items`` are the registrations in the order of its lines."""

    id = fields.IntField(primary_key=True)
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    items: list[int] = fields.JSONField()
    at: datetime = UtcDatetimeField()
    by = fields.CharField(max_length=40)

    class Meta:
        table = "rosters"
        indexes = (("lesson_id",),)


class PaperEntry(Model):
    """What one person read off a ticked roster; the arrivals are noted once a second person has checked it."""

    id = fields.IntField(primary_key=True)
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    came: list[int] = fields.JSONField()
    walk_ins = fields.IntField(default=0)
    entered_at: datetime = UtcDatetimeField()
    entered_by = fields.CharField(max_length=40)
    checked_at: datetime | None = UtcDatetimeField(null=True)
    checked_by = fields.CharField(max_length=40, default="")
    standing = fields.BooleanField(default=True)

    class Meta:
        table = "paper_entries"
        indexes = (("lesson_id", "standing"),)


class DoorInvitation(Model):
    """What lets phones in at one centre on one day: a QR on the screen for one, or on the door sheet for up to ten.

    ``kind`` is ``screen`` or ``sheet``. Only the SHA-256 of the secret is kept; ``pin_mark`` is the vault's mark of
    the PIN that a sheet needs besides. It opens from ``opens_at`` until ``expires_at``, for ``most`` phones; after too
    many ``wrong`` PINs it ends.
    """

    id = fields.IntField(primary_key=True)
    city_id = fields.IntField()
    centre: fields.ForeignKeyRelation[Centre] = fields.ForeignKeyField("outreach.Centre", on_delete=fields.RESTRICT)
    centre_id: int
    day: date = fields.DateField()
    kind = fields.CharField(max_length=8)
    secret_hash = fields.CharField(max_length=64, unique=True)
    pin_mark = fields.CharField(max_length=80, default="")
    most = fields.IntField(default=1)
    used = fields.IntField(default=0)
    wrong = fields.IntField(default=0)
    issued_by = fields.CharField(max_length=40)
    issued_at: datetime = UtcDatetimeField()
    opens_at: datetime = UtcDatetimeField()
    expires_at: datetime = UtcDatetimeField()
    revoked_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "door_invitations"
        indexes = (("centre_id", "day"),)


class DoorPhone(Model):
    """A volunteer's phone at the door of one centre on one day; it signs with a key that never leaves it.

    ``number`` is its number at this door, ``public_key`` its P-256 key (65 bytes, base64url), ``salt`` (16 bytes in
    hex) what its list of tickets is hashed with. ``last_seq`` is the highest number that it said it wrote,
    ``offset_ms`` by how much the server's clock is ahead of its own. Records that come after ``expires_at`` or
    ``revoked_at`` are kept apart. A phone that is declared lost is sent away and not waited for.
    """

    id = fields.IntField(primary_key=True)
    city_id = fields.IntField()
    centre: fields.ForeignKeyRelation[Centre] = fields.ForeignKeyField("outreach.Centre", on_delete=fields.RESTRICT)
    centre_id: int
    day: date = fields.DateField()
    number = fields.IntField()
    invitation: fields.ForeignKeyRelation[DoorInvitation] = fields.ForeignKeyField(
        "outreach.DoorInvitation", on_delete=fields.RESTRICT
    )
    invitation_id: int
    public_key = fields.CharField(max_length=88, unique=True)
    salt = fields.CharField(max_length=32)
    enrolled_at: datetime = UtcDatetimeField()
    expires_at: datetime = UtcDatetimeField()
    revoked_at: datetime | None = UtcDatetimeField(null=True)
    revoked_by = fields.CharField(max_length=40, default="")
    lost_at: datetime | None = UtcDatetimeField(null=True)
    lost_by = fields.CharField(max_length=40, default="")
    lost_reason = fields.CharField(max_length=200, default="")
    seen_at: datetime = UtcDatetimeField()
    last_seq = fields.IntField(default=0)
    offset_ms: int | None = fields.BigIntField(null=True)

    class Meta:
        table = "door_phones"
        unique_together = (("centre", "day", "number"),)


class DoorEvent(Model):
    """One record of a phone's log as it was sent: ``body`` and its ``signature`` byte for byte, never changed.

    What it was found to mean when it came: ``lesson`` and ``registration`` where they are known, ``kind`` (``entry``,
    ``seen``, ``void``, ``walk_in``, ``count``), ``at`` by the corrected clock. ``quarantine`` says why it has no effect
    (yet), ``rejected`` that the office wants it so. ``voided_at``: the office took back the arrival that it had led to.
    When their time is over, ``body`` and ``signature`` are emptied; what the record was found to mean stays.
    """

    id = fields.BigIntField(primary_key=True)
    phone: fields.ForeignKeyRelation[DoorPhone] = fields.ForeignKeyField(
        "outreach.DoorPhone", related_name="events", on_delete=fields.RESTRICT
    )
    phone_id: int
    seq = fields.IntField()
    event_id = fields.CharField(max_length=32)
    kind = fields.CharField(max_length=8)
    lesson: fields.ForeignKeyNullableRelation[Lesson] = fields.ForeignKeyField(
        "outreach.Lesson", null=True, on_delete=fields.RESTRICT
    )
    lesson_id: int | None
    registration: fields.ForeignKeyNullableRelation[Registration] = fields.ForeignKeyField(
        "outreach.Registration", null=True, on_delete=fields.RESTRICT
    )
    registration_id: int | None
    target = fields.CharField(max_length=32, default="")
    number = fields.IntField(default=0)
    quarantine = fields.CharField(max_length=12, default="")
    body = fields.TextField()
    signature = fields.CharField(max_length=88)
    at: datetime = UtcDatetimeField()
    received_at: datetime = UtcDatetimeField()
    voided_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "door_events"
        unique_together = (("phone", "event_id"),)
        indexes = (("phone_id", "seq"), ("phone_id", "target"), ("lesson_id",), ("registration_id",))


class DoorAnswer(Model):
    """A card of the door that somebody of the office has answered: ``card`` names it, such as ``twice:12``."""

    id = fields.IntField(primary_key=True)
    centre: fields.ForeignKeyRelation[Centre] = fields.ForeignKeyField("outreach.Centre", on_delete=fields.RESTRICT)
    centre_id: int
    day: date = fields.DateField()
    card = fields.CharField(max_length=60)
    answer = fields.CharField(max_length=8)
    by = fields.CharField(max_length=40)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "door_answers"
        unique_together = (("centre", "day", "card"),)


class WalkIn(Model):
    """The name of somebody who came without a registration, told online by a phone at the door, for the office.

    ``event_id`` is that of the phone's own record of her, so that sending it again adds nobody.
    """

    id = fields.IntField(primary_key=True)
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    event_id = fields.CharField(max_length=32, unique=True)
    name_sealed = fields.TextField()
    by = fields.CharField(max_length=40)
    at: datetime = UtcDatetimeField()
    done_at: datetime | None = UtcDatetimeField(null=True)
    done_by = fields.CharField(max_length=40, default="")

    class Meta:
        table = "walk_ins"
        indexes = (("lesson_id",),)
