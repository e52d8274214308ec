"""What became of a lesson after it was planned: moved, cancelled, held after all, or made larger or smaller."""

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from outreach.db import UtcDatetimeField
from outreach.lessons import Lesson

KINDS = ("moved", "cancelled", "reinstated", "resized")


class Change(Model):
    """One change of one lesson. ``before`` and ``after`` are its ``Facts`` then; ``batch`` is shared by the changes
    that were made at once; ``tells`` says whether those who are signed up must be told.
    """

    id = fields.IntField(primary_key=True)
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField(
        "outreach.Lesson", related_name="changes", on_delete=fields.RESTRICT
    )
    lesson_id: int
    kind = fields.CharField(max_length=12)
    before: dict[str, Any] = fields.JSONField()
    after: dict[str, Any] = fields.JSONField()
    reason = fields.CharField(max_length=200, default="")
    tells = fields.BooleanField(default=True)
    batch = fields.CharField(max_length=32)
    by = fields.CharField(max_length=40)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "changes"
        indexes = (("lesson_id",), ("batch",))
