"""The small library, grown: longer labels and titles, no colours, and a year for each book."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model


class Shelf(Model):
    id = fields.IntField(primary_key=True)
    room = fields.CharField(max_length=10)
    label = fields.CharField(max_length=100)
    code = fields.CharField(max_length=10, unique=True)
    width = fields.IntField()

    class Meta:
        table = "shelves"
        unique_together = (("room", "label"),)
        indexes = (("room", "width"),)
        constraints = (CheckConstraint(check="width > 0", name="wide_enough"),)


class Book(Model):
    id = fields.IntField(primary_key=True)
    shelf: fields.ForeignKeyRelation[Shelf] = fields.ForeignKeyField("outreach.Shelf", on_delete=fields.CASCADE)
    title = fields.CharField(max_length=200)
    lent = fields.BooleanField(default=False)
    year = fields.IntField(default=2000, db_default=2000)

    class Meta:
        table = "books"
        indexes = (("title",), ("shelf_id",))
